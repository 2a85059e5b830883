package dev.penstock.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Posting;
import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import dev.penstock.testkit.PricedRows;
import dev.penstock.testkit.ReusedRows;
import dev.penstock.testkit.SampleRows;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows of answers that no provider was asked for: nothing used, nothing charged, and what that saved beside it. */
class ReusedRowTest {
    private static final AttemptRow COUNTING =
            AttemptRow.counting(0, 0, List.of(new Posting("acme/main/calls", Counted.REQUESTS, 3, 1, 9)));

    @ParameterizedTest
    @EnumSource(Reuse.Kind.class)
    void breaks_nothing_with_or_without_what_limits_counted(Reuse.Kind kind) {
        assertThat(RowInvariants.broken(ReusedRows.row(1, ReusedRows.of(kind)))).isEmpty();
        assertThat(RowInvariants.broken(ReusedRows.row(1, ReusedRows.of(kind), COUNTING)))
                .isEmpty();
        assertThat(RowInvariants.broken(
                        ReusedRows.row(1, ReusedRows.of(kind), COUNTING).bare()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"HIT, true", "STALE, true", "COALESCED, false", "RESUMED, false"})
    void only_what_the_cache_answered_is_cached(Reuse.Kind kind, boolean cached) {
        CallRow row = ReusedRows.row(1, ReusedRows.of(kind));
        assertThat(row.cached()).isEqualTo(cached);
        assertThat(row.bare().cached()).isEqualTo(cached);
        assertThat(row.tokensIn()).isZero();
        assertThat(row.tokensOut()).isZero();
    }

    @Test
    void what_limits_counted_is_no_attempt_and_failures_before_it_are() {
        AttemptRow failed = PricedRows.attempt(0, "m", Usage.NONE, 0L, null, null);
        CallRow stale =
                ReusedRows.row(1, ReusedRows.of(Reuse.Kind.STALE), failed, AttemptRow.counting(1, 0, List.of()));
        assertThat(stale.tries()).containsExactly(failed);
        assertThat(stale.bare().tries()).hasSize(1);
        assertThat(stale.attempts()).hasSize(2);
        assertThat(sums(stale).of(Measure.ATTEMPTS)).isEqualTo(1);
        assertThat(JsonMapper.shared().readTree(LogJson.of(stale)).get("attempts"))
                .hasSize(1);
        assertThat(SampleRows.row(1).tries()).hasSize(1);
    }

    @Test
    void a_cost_or_usage_of_its_own_is_told() {
        assertThat(RowInvariants.broken(ReusedRows.charged(SampleRows.row(1), ReusedRows.HIT)))
                .containsExactly(
                        "the call's answer was reused, and costs 531000",
                        "the call's answer was reused, and used tokens");
        Reuse odd = new Reuse(Reuse.Kind.HIT, "x", -1L, 0, -1, 0);
        assertThat(RowInvariants.broken(ReusedRows.row(1, odd))).hasSize(2);
    }

    @Test
    void neither_an_estimate_nor_another_price_changes_it() {
        CallRow row = ReusedRows.row(1, ReusedRows.HIT, COUNTING);
        assertThat(row.estimated(Usage.of(9, 9), 5L, 6L, "v")).isEqualTo(row);
        assertThat(row.repriced(5L, "v")).isEqualTo(row);
        assertThat(row.noted("{}").reuse()).isEqualTo(ReusedRows.HIT);
    }

    @Test
    void sums_have_what_hits_saved_beside_what_calls_used() {
        Measures sums = sums(
                SampleRows.row(1),
                ReusedRows.row(2, ReusedRows.HIT, COUNTING),
                ReusedRows.row(3, ReusedRows.of(Reuse.Kind.STALE)),
                ReusedRows.row(4, ReusedRows.of(Reuse.Kind.COALESCED)),
                ReusedRows.row(5, new Reuse(Reuse.Kind.RESUMED, "x", null, 5, 6, 7)));
        assertThat(sums.of(Measure.REQUESTS)).isEqualTo(5);
        assertThat(sums.of(Measure.ATTEMPTS)).isEqualTo(1);
        assertThat(sums.of(Measure.CACHED)).isEqualTo(2);
        assertThat(sums.of(Measure.STALE)).isEqualTo(1);
        assertThat(sums.of(Measure.COALESCED)).isEqualTo(1);
        assertThat(sums.of(Measure.RESUMED)).isEqualTo(1);
        assertThat(sums.tokensIn()).isEqualTo(1_012);
        assertThat(sums.of(Measure.CACHED_TOKENS_IN)).isEqualTo(2 * 1_012);
        assertThat(sums.of(Measure.TOKENS_OUT)).isEqualTo(164);
        assertThat(sums.of(Measure.CACHED_TOKENS_OUT)).isEqualTo(2 * 164);
        assertThat(sums.of(Measure.COST)).isEqualTo(531_000);
        assertThat(sums.of(Measure.PROVIDER_COST)).isEqualTo(531_000);
        assertThat(sums.of(Measure.CACHED_COST)).isEqualTo(2 * 531_000);
        assertThat(sums.of(Measure.SAVED_COST)).isEqualTo(3 * 531_000);
        assertThat(sums.of(Measure.SAVED_MICROS)).isEqualTo(3 * 800_345 + 5);
        assertThat(sums.of(Measure.UNPRICED)).isZero();
    }

    @Test
    void every_measure_keeps_the_number_it_is_stored_under() {
        Measure[] all = Measure.values();
        for (int place = 0; place < all.length; place++) {
            assertThat(all[place].number()).isEqualTo(place);
        }
        assertThat(Measure.FIRST_BYTE_MICROS.number()).isEqualTo(19);
        assertThat(Measure.SAVED_MICROS.number()).isEqualTo(24);
    }

    @Test
    void what_was_added_is_taken_back_whole() {
        Measures sums = sums(ReusedRows.row(2, ReusedRows.HIT));
        sums.add(ReusedRows.row(2, ReusedRows.HIT), -1);
        assertThat(sums.isNothing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"HIT, whole hit", "STALE, whole stale", "COALESCED, whole joined", "RESUMED, whole resumed"})
    void a_line_says_in_a_word_who_answered(Reuse.Kind kind, String ending) {
        String line = LogLine.of(ReusedRows.row(1, ReusedRows.of(kind)), false);
        assertThat(line).contains(" 200  openai/gpt-5-mini", " 0→0 ", " 0.00 ", ending + " ");
        assertThat(line.indexOf("whole")).isEqualTo(LogLine.heading().indexOf("ENDING"));
    }

    @Test
    void a_sheet_says_what_was_saved_and_where_the_answer_is_from() {
        assertThat(LogSheet.of(ReusedRows.row(1, ReusedRows.HIT, COUNTING), false))
                .contains("reused       hit, the answer of call " + SampleRows.id(7)
                        + ": saved 0.000531 USD, 800ms, 1012→164 tokens")
                .noneMatch(line -> line.startsWith("attempt"));
    }

    @Test
    void json_has_cloudflare_s_zeroes_and_what_was_saved() {
        String text = LogJson.of(ReusedRows.row(1, ReusedRows.HIT));
        JsonNode json = JsonMapper.shared().readTree(text);
        assertThat(json.get("cached").booleanValue()).isTrue();
        assertThat(json.get("cost").decimalValue()).isZero();
        assertThat(json.get("tokens_in").longValue()).isZero();
        assertThat(text)
                .contains("\"reuse\":{\"kind\":\"hit\",\"of\":\"" + SampleRows.id(7)
                        + "\",\"saved_cost\":0.000531,\"saved_cost_nano\":531000,\"saved_ms\":800,"
                        + "\"tokens_in\":1012,\"tokens_out\":164}");
        assertThat(JsonMapper.shared().readTree(LogJson.of(SampleRows.row(1))).has("reuse"))
                .isFalse();
    }

    @Test
    void a_receipt_says_what_it_is_a_copy_of() {
        assertThat(ReceiptLine.of(ReusedRows.row(1, ReusedRows.HIT)))
                .isEqualTo("reuse=hit; of=" + SampleRows.id(7) + "; saved=0.000531; usage=none; cost=0");
        assertThat(ReceiptLine.of(ReusedRows.row(1, new Reuse(Reuse.Kind.COALESCED, "a;\r\nb", null, 0, 0, 0))))
                .isEqualTo("reuse=coalesced; of=a___b; saved=unknown; usage=none; cost=0");
    }

    private static Measures sums(CallRow... rows) {
        Measures sums = new Measures();
        for (CallRow row : rows) {
            sums.add(row, 1);
        }
        return sums;
    }
}
