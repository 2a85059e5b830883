package dev.penstock.store.replies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cache.StoredReply;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.SteppedClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file somebody or some disk damaged: what is found is what was kept, the rest is gone, and the store goes on. */
class TornRepliesTest {
    private static final int ENTRIES = 300;
    private static final long LIMIT = 16L << 20;

    @TempDir
    Path folder;

    private final SteppedClock clock = SteppedClock.at(Instant.ofEpochMilli(SampleReply.NOW));

    private Path file() {
        return folder.resolve("replies.db");
    }

    @Test
    void an_answer_with_a_byte_flipped_is_deleted_and_counted_and_its_neighbours_are_found() throws IOException {
        fill();
        byte[] bytes = Files.readAllBytes(file());
        // In the midst of a body, which stands in the file as it is.
        byte[] mark = "the body of answer 17 ".getBytes(StandardCharsets.UTF_8);
        bytes[indexOf(bytes, mark) + 5] ^= 1;
        Files.write(file(), bytes);
        try (Opened store = open()) {
            assertThat(store.find(17)).isEmpty();
            assertThat(store.replies().stats().failures()).isEqualTo(1);
            Await.until(
                    "it is deleted", Opened.LONG, () -> store.replies().stats().diskEntries() == ENTRIES - 1);
            assertThat(store.found(ENTRIES)).hasSize(ENTRIES - 1);
            store.keep(reply(17));
            store.settled();
            assertWhole(store.find(17), 17);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatever_bytes_are_flipped_no_torn_answer_is_given_and_the_store_goes_on(long seed) throws IOException {
        fill();
        Random random = new Random(seed);
        byte[] bytes = Files.readAllBytes(file());
        for (int i = 0; i < 60; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(file(), bytes);
        assertGoesOn();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 8192, 500_001})
    void a_truncated_file_gives_no_torn_answer_and_the_store_goes_on(int left) throws IOException {
        fill();
        try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
            raw.setLength(left);
        }
        assertGoesOn();
    }

    @Test
    void a_file_that_is_none_of_ours_is_made_anew() throws IOException {
        Files.writeString(file(), "This is no database, and longer than the head of one would be. ".repeat(50));
        assertGoesOn();
    }

    @Test
    void a_folder_that_cannot_be_written_leaves_the_memory() throws IOException {
        Path taken = folder.resolve("taken");
        Files.writeString(taken, "a file where the folder should be");
        try (Opened store = Opened.of(taken, LIMIT, LIMIT, clock)) {
            store.keep(reply(1));
            assertWhole(store.find(1), 1);
            assertThat(store.find(2)).isEmpty();
            assertThat(store.replies().stats().failures()).isPositive();
        }
    }

    private void assertGoesOn() {
        try (Opened store = open()) {
            for (int i = 0; i < ENTRIES; i++) {
                Optional<StoredReply> found = store.find(i);
                if (found.isPresent()) {
                    assertWhole(found, i);
                }
            }
            // The disk may be noticed as damaged only by writing, and is then made anew.
            Await.until("answers are kept again", Opened.LONG, () -> {
                store.keep(reply(1_000));
                store.settled();
                return store.find(1_000).isPresent();
            });
            assertWhole(store.find(1_000), 1_000);
        }
        try (Opened store = open()) {
            for (int i = 0; i < ENTRIES; i++) {
                Optional<StoredReply> found = store.find(i);
                if (found.isPresent()) {
                    assertWhole(found, i);
                }
            }
        }
    }

    private static void assertWhole(Optional<StoredReply> found, int number) {
        assertThat(found)
                .get()
                .usingRecursiveComparison()
                .isEqualTo(reply(number).made());
    }

    private void fill() {
        try (Opened store = open()) {
            for (int i = 0; i < ENTRIES; i++) {
                store.keep(reply(i));
            }
        }
    }

    private static SampleReply reply(int number) {
        return SampleReply.of(number).saying(("the body of answer " + number + " ").repeat(150));
    }

    private Opened open() {
        return Opened.of(folder, 0, LIMIT, clock);
    }

    private static int indexOf(byte[] bytes, byte[] mark) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.indexOf(new String(mark, StandardCharsets.ISO_8859_1));
    }
}
