package dev.penstock.store.replies;

import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/** A process that keeps answers at full speed, and prints the number of each that is on disk, until it is killed. */
final class KilledKeeper {
    static final long LIMIT = 24L << 20;
    private static final int TOGETHER = 20;

    private KilledKeeper() {}

    /** Arguments: the folder, and the number of the first answer. */
    public static void main(String[] args) {
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(SampleReply.NOW));
        Opened store = Opened.of(Path.of(args[0]), 0, LIMIT, clock);
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 4_096), true, StandardCharsets.US_ASCII);
        for (int number = Integer.parseInt(args[1]); ; number += TOGETHER) {
            for (int i = 0; i < TOGETHER; i++) {
                store.keep(reply(number + i));
            }
            store.settled();
            out.println(number + TOGETHER - 1);
        }
    }

    static SampleReply reply(int number) {
        return SampleReply.of(number).sized(500 + number * 37 % 9_000, number);
    }
}
