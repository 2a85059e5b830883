package dev.penstock.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.control.Actor;
import dev.penstock.control.AuditTrail.Entry;
import dev.penstock.control.AuditTrail.Head;
import dev.penstock.control.AuditTrail.Kept;
import dev.penstock.control.AuditTrail.Wanted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
    private static final int ENTRIES = 9;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void an_untouched_trail_is_whole() throws IOException {
        Head head = written();

        assertThat(AuditCheck.of(folder, Optional.of(head))).isEqualTo(good(ENTRIES));
        assertThat(AuditCheck.of(folder, Optional.empty())).isEqualTo(good(ENTRIES));
    }

    @Test
    void every_edited_byte_is_noticed_at_its_line() throws IOException {
        Head head = written();
        byte[] whole = Files.readAllBytes(current());
        int line = 1;
        for (int i = 0; i < whole.length; i++) {
            byte[] edited = whole.clone();
            edited[i] ^= 1;
            Files.write(current(), edited);
            AuditCheck.Bad bad = AuditCheck.of(folder, Optional.of(head)).bad().orElseThrow();
            assertThat(bad.line()).as("byte %d", i).isEqualTo(line);
            assertThat(bad.entry()).isEqualTo(line);
            line += whole[i] == '\n' ? 1 : 0;
        }
    }

    @Test
    void every_deleted_line_is_noticed_where_it_is_missing() throws IOException {
        Head head = written();
        List<String> lines = Files.readAllLines(current());
        for (int i = 0; i < ENTRIES; i++) {
            List<String> fewer = new ArrayList<>(lines);
            fewer.remove(i);
            Files.write(current(), fewer);
            assertThat(AuditCheck.of(folder, Optional.of(head))
                            .bad()
                            .orElseThrow()
                            .entry())
                    .isEqualTo(i + 1);
        }
    }

    @Test
    void every_pair_of_lines_in_another_order_is_noticed() throws IOException {
        Head head = written();
        List<String> lines = Files.readAllLines(current());
        for (int i = 0; i < ENTRIES; i++) {
            for (int j = i + 1; j < ENTRIES; j++) {
                List<String> swapped = new ArrayList<>(lines);
                swapped.set(i, lines.get(j));
                swapped.set(j, lines.get(i));
                Files.write(current(), swapped);
                assertThat(AuditCheck.of(folder, Optional.of(head))
                                .bad()
                                .orElseThrow()
                                .entry())
                        .isEqualTo(i + 1);
            }
        }
    }

    @Test
    void every_cut_is_noticed() throws IOException {
        Head head = written();
        byte[] whole = Files.readAllBytes(current());
        long entry = 1;
        for (int length = 0; length < whole.length; length++) {
            Files.write(current(), java.util.Arrays.copyOf(whole, length));
            entry += length > 0 && whole[length - 1] == '\n' ? 1 : 0;
            assertThat(AuditCheck.of(folder, Optional.of(head))
                            .bad()
                            .orElseThrow()
                            .entry())
                    .as("cut at %d", length)
                    .isEqualTo(entry);
        }
    }

    @Test
    void a_chain_made_anew_by_somebody_else_is_noticed() throws IOException {
        Head head = written();
        Files.delete(current());
        try (AuditFile forged = AuditFile.open(folder, Optional.empty())) {
            for (int i = 1; i <= ENTRIES; i++) {
                forged.append(entry(i == 4 ? 999 : i));
            }
        }

        assertThat(AuditCheck.of(folder, Optional.empty())).isEqualTo(good(ENTRIES));
        assertThat(AuditCheck.of(folder, Optional.of(head)).bad().orElseThrow().entry())
                .isEqualTo(ENTRIES);
        try (AuditFile refusing = AuditFile.open(folder, Optional.of(head))) {
            assertThatThrownBy(() -> refusing.append(entry(10)))
                    .hasMessageContaining("entry 9 is not the one that was written");
        }
    }

    @Test
    void a_trail_whose_end_is_missing_takes_nothing_more() throws IOException {
        Head head = written();
        List<String> lines = Files.readAllLines(current());
        Files.write(current(), lines.subList(0, 5));
        try (AuditFile cut = AuditFile.open(folder, Optional.of(head))) {
            assertThatThrownBy(() -> cut.append(entry(6))).hasMessageContaining("its end is missing");
            assertThat(cut.isUnwritable()).isTrue();
        }
        assertThat(Files.readAllLines(current())).hasSize(5);
    }

    @Test
    void a_trail_that_ran_ahead_of_the_store_goes_on() throws IOException {
        Head head = written();
        try (AuditFile ahead = AuditFile.open(folder, Optional.of(head))) {
            ahead.append(entry(10));
        }
        try (AuditFile on = AuditFile.open(folder, Optional.of(head))) {
            on.append(entry(11));
        }

        assertThat(AuditCheck.of(folder, Optional.of(head))).isEqualTo(good(11));
    }

    @Test
    void a_line_that_a_crash_left_unfinished_is_cut_off() throws IOException {
        Head head = written();
        Files.writeString(
                current(), "{\"n\":10,\"at\":\"2026", StandardCharsets.UTF_8, java.nio.file.StandardOpenOption.APPEND);
        assertThat(AuditCheck.of(folder, Optional.of(head)).bad().orElseThrow().why())
                .isEqualTo("is unfinished");

        try (AuditFile on = AuditFile.open(folder, Optional.of(head))) {
            on.append(entry(10));
        }

        assertThat(AuditCheck.of(folder, Optional.of(head))).isEqualTo(good(10));
    }

    @Test
    void the_chain_goes_on_over_files() throws IOException {
        Head head = written(600);
        assertThat(new AuditFolder(folder).files()).hasSizeGreaterThan(2);
        assertThat(AuditCheck.of(folder, Optional.of(head))).isEqualTo(good(ENTRIES));
        try (AuditFile on = AuditFile.open(folder, Optional.of(head), 1)) {
            head = on.append(entry(10));
        }
        try (AuditFile on = AuditFile.open(folder, Optional.of(head), 1)) {
            head = on.append(entry(11));
        }
        assertThat(AuditCheck.of(folder, Optional.of(head))).isEqualTo(good(11));
        assertThat(AuditFile.find(folder, newest(2)).entries().stream().map(Kept::number))
                .containsExactly(11L, 10L);

        Files.delete(new AuditFolder(folder).files().get(1));
        AuditCheck.Bad bad = AuditCheck.of(folder, Optional.of(head)).bad().orElseThrow();
        assertThat(bad.why()).contains("where entry " + bad.entry() + " belongs");
    }

    @Test
    void what_a_crash_left_between_two_files_is_mended() throws IOException {
        Head head = written();
        Files.move(current(), new AuditFolder(folder).finished(1));
        try (AuditFile on = AuditFile.open(folder, Optional.of(head))) {
            on.append(entry(10));
        }

        assertThat(AuditCheck.of(folder, Optional.of(head))).isEqualTo(good(10));
    }

    @Test
    void a_file_that_somebody_else_touched_takes_nothing_more() throws IOException {
        try (AuditFile trail = AuditFile.open(folder, Optional.empty())) {
            trail.append(entry(1));
            Files.delete(current());
            assertThat(trail.isUnwritable()).isTrue();
            assertThatThrownBy(() -> trail.append(entry(2))).hasMessageContaining("Somebody else");
        }
    }

    @Test
    void a_full_disk_refuses_the_entry_and_keeps_the_chain() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "No /dev/full here");
        Files.createSymbolicLink(current(), full);
        try (AuditFile trail = AuditFile.open(folder, Optional.empty())) {
            assertThatThrownBy(() -> trail.append(entry(1))).isInstanceOf(IOException.class);
            assertThat(trail.isUnwritable()).isTrue();
        }
    }

    @Test
    void finds_by_account_action_actor_and_time() throws IOException {
        written();

        assertThat(numbers(new Wanted(
                        Optional.of("a1"), Optional.empty(), Optional.empty(), 0, Long.MAX_VALUE, false, 0, 100)))
                .containsExactly(1L, 4L, 7L);
        assertThat(numbers(new Wanted(
                        Optional.empty(), Optional.of("act 5"), Optional.of("id5"), 0, Long.MAX_VALUE, true, 0, 100)))
                .containsExactly(5L);
        assertThat(numbers(new Wanted(Optional.empty(), Optional.empty(), Optional.empty(), 3000, 6000, true, 1, 1)))
                .containsExactly(4L);
        assertThat(AuditFile.find(folder, newest(2)).total()).isEqualTo(ENTRIES);
    }

    private List<Long> numbers(Wanted wanted) throws IOException {
        return AuditFile.find(folder, wanted).entries().stream()
                .map(Kept::number)
                .toList();
    }

    private static Wanted newest(int count) {
        return new Wanted(Optional.empty(), Optional.empty(), Optional.empty(), 0, Long.MAX_VALUE, true, 0, count);
    }

    private Head written() throws IOException {
        return written(Long.MAX_VALUE);
    }

    private Head written(long largest) throws IOException {
        try (AuditFile trail = AuditFile.open(folder, Optional.empty(), largest)) {
            Head head = AuditLine.GENESIS;
            for (int i = 1; i <= ENTRIES; i++) {
                head = trail.append(entry(i));
            }
            return head;
        }
    }

    private static Entry entry(int i) {
        return new Entry(1000L * i, new Actor("id" + i, "näme\n" + i), "a" + i % 3, "act " + i, "things/" + i, i);
    }

    private static AuditCheck.Verdict good(long entries) {
        return new AuditCheck.Verdict(entries, Optional.empty());
    }

    private Path current() {
        return folder.resolve("audit.log");
    }
}
