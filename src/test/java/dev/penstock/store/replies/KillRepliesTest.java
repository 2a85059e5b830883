package dev.penstock.store.replies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillRepliesTest {
    @TempDir
    Path folder;

    @Test
    void answers_on_disk_are_whole_after_kill_minus_nine() throws Exception {
        killRepeatedly(3);
    }

    @Test
    @Tag("soak")
    void answers_on_disk_are_whole_after_many_kills() throws Exception {
        killRepeatedly(25);
    }

    private void killRepeatedly(int rounds) throws Exception {
        int next = 0;
        for (int round = 0; round < rounds; round++) {
            int last = killedAfter(300 + 111 * (round % 7), next);
            assertWhole(next, last);
            next = last + 1_000;
        }
    }

    /** All of those written last, which nothing pushed out; of the others, those that are left. */
    private void assertWhole(int first, int last) {
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(SampleReply.NOW));
        try (Opened store = Opened.of(folder, 0, KilledKeeper.LIMIT, clock)) {
            for (int number = Math.max(0, first - 200); number <= last + 100; number++) {
                var found = store.find(number);
                if (found.isPresent()) {
                    assertThat(found)
                            .get()
                            .usingRecursiveComparison()
                            .isEqualTo(KilledKeeper.reply(number).made());
                } else {
                    assertThat(number <= last && number >= first && number > last - 1_000)
                            .as("answer " + number + " of " + first + " to " + last + " is gone")
                            .isFalse();
                }
            }
            assertThat(store.replies().stats().failures()).isZero();
            assertThat(store.bytesOnDisk()).isLessThanOrEqualTo(KilledKeeper.LIMIT * 21 / 20);
        }
    }

    /** Starts the process, lets it keep for a while, kills it; the last number it said is on disk. */
    private int killedAfter(long millis, int first) throws IOException, InterruptedException {
        Path printed = Files.createTempFile("kept", ".txt");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledKeeper.class.getName(),
                        folder.toString(),
                        Integer.toString(first))
                .redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (Files.size(printed) == 0) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(5);
        }
        Thread.sleep(millis);
        process.destroyForcibly().waitFor();
        String text = Files.readString(printed);
        Files.delete(printed);
        return Integer.parseInt(
                text.substring(0, text.lastIndexOf('\n')).lines().toList().getLast());
    }
}
