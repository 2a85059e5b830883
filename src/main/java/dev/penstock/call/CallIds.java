package dev.penstock.call;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Makes call ids: UUID version 7 (RFC 9562), lowercase, rising within one source. Not safe for several threads; each
 * event loop has its own.
 */
public final class CallIds {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final InstantSource clock;
    private final RandomGenerator random;
    private long lastMillis;
    private int sequence;

    public CallIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public String next() {
        long millis = Math.max(clock.millis(), lastMillis);
        sequence = millis == lastMillis ? sequence + 1 : random.nextInt(1 << 10);
        if (sequence >= 1 << 12) {
            millis++;
            sequence = 0;
        }
        lastMillis = millis;
        long high = (millis << 16) | 0x7000 | sequence;
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return text(high, low);
    }

    private static String text(long high, long low) {
        char[] out = new char[36];
        int at = 0;
        for (int nibble = 0; nibble < 32; nibble++) {
            if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) {
                out[at++] = '-';
            }
            long half = nibble < 16 ? high : low;
            out[at++] = HEX[(int) (half >>> (60 - 4 * (nibble & 15))) & 15];
        }
        return new String(out);
    }
}
