package dev.penstock.store.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Credential;
import dev.penstock.call.Decision;
import dev.penstock.call.NanoUsd;
import dev.penstock.call.Outcome;
import dev.penstock.call.Posting;
import dev.penstock.call.Reuse;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.ReusedRows;
import dev.penstock.testkit.SampleRows;
import dev.penstock.testkit.TracedRows;
import dev.penstock.testkit.VariedRows;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowCodecTest {
    @Test
    void gives_back_a_whole_row() {
        Usage usage = new Usage(
                1L,
                2L,
                3L,
                4L,
                Long.MAX_VALUE,
                0L,
                7L,
                8L,
                9L,
                10L,
                11L,
                Map.of("web_search", 3L, "é漢", -1L),
                new NanoUsd(Long.MIN_VALUE));
        AttemptRow first = new AttemptRow(
                0,
                1,
                "azure",
                "m",
                "h",
                0,
                "timed_out_connect",
                "no answer",
                1,
                2,
                null,
                Usage.NONE,
                UsageSource.NONE,
                null,
                null,
                null,
                null,
                null,
                null,
                Settlement.RELEASED,
                List.of());
        AttemptRow second = new AttemptRow(
                1,
                1,
                "openai",
                "m",
                "h",
                200,
                null,
                null,
                1,
                2,
                3L,
                usage,
                UsageSource.ESTIMATED,
                5L,
                "v",
                "r",
                "flex",
                9L,
                6L,
                Settlement.HELD,
                List.of(new Posting("a/g/rule", Counted.COST, -3, 9, Long.MAX_VALUE)));
        CallRow row = new CallRow(
                "a",
                "b",
                "c",
                SampleRows.SCOPE,
                -1,
                Long.MAX_VALUE,
                0L,
                "universal",
                "POST",
                "/x",
                "p",
                "m",
                -5,
                599,
                Outcome.CLIENT_CLOSED,
                "broken",
                false,
                new Reuse(Reuse.Kind.STALE, "log-1", 12L, -1, 2, Long.MAX_VALUE),
                "a/b",
                null,
                0,
                Long.MIN_VALUE,
                usage,
                UsageSource.ESTIMATED,
                0L,
                -1L,
                true,
                "v",
                null,
                "",
                "t",
                "spare",
                Credential.STORED,
                "text-embeddings",
                "BLOCK",
                "run-7",
                new CallRow.Original(3L, "v0"),
                false,
                "",
                "{}",
                1,
                List.of(first, second),
                null,
                List.of(
                        new Decision(0, Decision.Kind.ROUTE, "dynamic/größe", "漢字"),
                        new Decision(Long.MAX_VALUE, Decision.Kind.STOPPED, "", "")));
        assertThat(RowCodec.decode(RowCodec.encode(row))).contains(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "\u0000raw\u0000",
                "café \u00ff\u0080",
                "漢字 😀",
                "\ud83d",
                "\udc00\ud800x",
                "\uffff\ufffe"
            })
    void gives_back_every_text(String text) {
        CallRow row = SampleRows.row(text, SampleRows.SCOPE, 0, text, text, null);
        assertThat(RowCodec.decode(RowCodec.encode(row))).contains(row);
    }

    @Test
    void cuts_and_marks_a_text_beyond_a_million_characters() {
        CallRow row = SampleRows.row("a", SampleRows.SCOPE, 0, "m", "x".repeat(3_000_000), null);
        assertThat(RowCodec.decode(RowCodec.encode(row)).orElseThrow().metadata())
                .hasSize(PayloadOut.LONGEST_TEXT)
                .endsWith("x…");
    }

    @Test
    void damaged_bytes_are_no_row_and_no_exception() {
        byte[] whole = RowCodec.encode(SampleRows.row(1));
        for (int length = 0; length < whole.length; length++) {
            assertThat(RowCodec.decode(Arrays.copyOf(whole, length))).isEmpty();
        }
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            byte[] damaged = whole.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThat(RowCodec.decode(damaged)).isNotNull();
        }
    }

    @Test
    void rows_of_the_first_version_are_read_as_logged_and_without_what_was_not_known() {
        byte[] now = secondVersion();
        // Behind the attempts stand: no alias, REQUEST, text-generation, no action, logged.
        int added = 1 + (1 + "REQUEST".length()) + (2 + "text-generation".length()) + 1 + 1;
        byte[] first = Arrays.copyOf(now, now.length - added);
        first[0] = 1;
        CallRow row = RowCodec.decode(first).orElseThrow();
        assertThat(row.logged()).isTrue();
        assertThat(row.credential()).isEqualTo(Credential.NONE);
        assertThat(row.modelType()).isNull();
        assertThat(row.attempts()).hasSize(1);
    }

    @Test
    void rows_of_the_second_version_are_read_without_what_the_ledger_says() {
        CallRow row = RowCodec.decode(secondVersion()).orElseThrow();
        assertThat(row.modelType()).isEqualTo("text-generation");
        assertThat(row.attempts().getFirst().reservedNano()).isNull();
        assertThat(row.attempts().getFirst().settlement()).isEqualTo(Settlement.SETTLED);
    }

    @Test
    void rows_of_the_third_version_say_only_whether_they_were_cached() {
        byte[] third = RowCodec.encode(SampleRows.row(1));
        third[0] = 3;
        assertThat(RowCodec.decode(third)).contains(SampleRows.row(1));
        // One byte stands where it is said now how an answer was reused.
        third[Arrays.mismatch(RowCodec.encode(sample(null)), RowCodec.encode(sample(ReusedRows.HIT)))] = 1;
        CallRow row = RowCodec.decode(third).orElseThrow();
        assertThat(row.cached()).isTrue();
        assertThat(row.reuse()).isEqualTo(new Reuse(Reuse.Kind.HIT, "", null, 0, 0, 0));
        assertThat(row.model()).isEqualTo("gpt-5-mini");
        assertThat(row.attempts()).isEqualTo(SampleRows.row(1).attempts());
    }

    private static CallRow sample(@Nullable Reuse reuse) {
        return reuse == null ? SampleRows.row(1) : ReusedRows.row(1, reuse);
    }

    /** Lacks: no session, no original; tier default, 6,000,000 held in 4 bytes, no other charge, SETTLED, no postings. */
    private static byte[] secondVersion() {
        byte[] now = RowCodec.encode(SampleRows.row(1));
        int added = 1 + 1 + (2 + "default".length()) + 5 + 1 + (1 + "SETTLED".length()) + 1;
        byte[] second = Arrays.copyOf(now, now.length - added);
        second[0] = 2;
        return second;
    }

    @Test
    void a_call_of_which_nothing_was_decided_has_the_bytes_it_always_had() {
        CallRow row = SampleRows.row(1);
        byte[] told = RowCodec.encode(TracedRows.with(row, List.of(TracedRows.decision(1))));
        byte[] untold = RowCodec.encode(row);
        assertThat(untold[0]).isEqualTo((byte) 4);
        assertThat(told[0]).isEqualTo((byte) 5);
        assertThat(Arrays.copyOfRange(told, 1, untold.length)).isEqualTo(Arrays.copyOfRange(untold, 1, untold.length));
        assertThat(RowCodec.decode(untold).orElseThrow().decisions()).isEmpty();
    }

    @Test
    void decisions_that_are_cut_off_make_no_row() {
        byte[] whole = RowCodec.encode(TracedRows.fallenBack());
        int before = RowCodec.encode(TracedRows.with(TracedRows.fallenBack(), List.of())).length;
        assertThat(RowCodec.decode(whole)).contains(TracedRows.fallenBack());
        for (int length = before; length < whole.length; length++) {
            assertThat(RowCodec.decode(Arrays.copyOf(whole, length))).isEmpty();
        }
    }

    @Test
    void decisions_are_bounded_in_number_and_length() {
        List<Decision> many = Collections.nCopies(
                200, new Decision(1, Decision.Kind.RETRY, "s".repeat(5_000), "w".repeat(199) + "\ud83d\ude00"));
        CallRow row = RowCodec.decode(RowCodec.encode(TracedRows.with(SampleRows.row(1), many)))
                .orElseThrow();
        assertThat(row.decisions()).hasSize(CallRow.MOST_DECISIONS);
        assertThat(row.decisions().getFirst().subject()).hasSize(200).endsWith("s…");
        assertThat(row.decisions().getFirst().why()).hasSize(200).endsWith("w…");
    }

    @Test
    void varied_rows_come_back_as_they_were() {
        VariedRows rows = new VariedRows(11);
        for (int i = 0; i < 2_000; i++) {
            CallRow row = rows.row(SampleRows.SCOPE, SampleRows.NOON, i);
            assertThat(RowCodec.decode(RowCodec.encode(row))).contains(row);
        }
    }

    @Test
    void a_version_of_tomorrow_is_no_row() {
        byte[] later = RowCodec.encode(SampleRows.row(1));
        later[0] = 6;
        assertThat(RowCodec.decode(later)).isEmpty();
    }
}
