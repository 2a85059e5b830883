package dev.penstock.wrong.stream;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** Breaks: reads clock, chance and environment outside app. */
final class ReadsTheWorld {
    private final Random random = new Random(1);
    private final SecureRandom secure = new SecureRandom();
    private final Clock clock = Clock.systemUTC();

    private ReadsTheWorld() {}

    static ReadsTheWorld open() {
        return new ReadsTheWorld();
    }

    String read() {
        return Instant.now() + " " + System.nanoTime() + " " + System.currentTimeMillis() + " " + System.getenv("HOME")
                + " " + UUID.randomUUID() + " " + random.nextInt() + " " + secure.nextInt() + " " + clock;
    }
}
