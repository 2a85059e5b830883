package dev.penstock.admin.prices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Reuse;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.meter.PriceBook;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.PriceFiles;
import dev.penstock.testkit.PricedRows;
import dev.penstock.testkit.ReusedRows;
import dev.penstock.testkit.SampleRows;
import dev.penstock.testkit.SchemaCheck;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Receipts, each added up by hand. Prices of m: 3 in, 0.3 read, 3.75 and 6 written, 15 out, 20 reasoning. */
class ReceiptTest {
    private static final PriceBook BOOK = PriceBook.read(
            "test",
            PriceFiles.of(
                    "2026-11-22",
                    "2026-11-22",
                    PriceFiles.OPENAI,
                    "{\"model\":\"m\",\"in\":3000000000,\"cacheRead\":300000000,\"cacheWrite\":3750000000,"
                            + "\"cacheWrite1h\":6000000000,\"out\":15000000000,\"inAudio\":40000000000,"
                            + "\"reasoning\":20000000000,\"webSearch\":10000000000000}",
                    "{\"model\":\"long\",\"in\":1000000000,\"in>1000\":2000000000,\"out\":4000000000}",
                    "{\"model\":\"tiny\",\"in\":400000,\"out\":400000,\"request\":250000000000}",
                    "{\"provider\":\"openrouter\",\"slugs\":\"openrouter\",\"reported\":true}"));
    private static final Shelf SHELF = Shelf.with(BOOK);

    @Test
    void fresh_input_and_output() {
        // 812 × 3000 + 164 × 15000
        JsonNode receipt = receipt("m", Usage.of(812, 164), 4_896_000L, null);
        assertThat(lines(receipt)).containsExactly("input 812 3 2436000", "output 164 15 2460000");
        assertGood(receipt, "4896000", "0", 4_896_000, "0.004896");
        assertThat(receipt.get("header").asString()).isEqualTo("v=2026-11-22; in=812@3; out=164@15; cost=0.004896");
    }

    @Test
    void every_kind_of_cache() {
        // 100 × 3000 + 200 × 300 + 300 × 3750 + 400 × 6000 + 5 × 15000
        JsonNode receipt = receipt("m", usage(100L, 200L, 300L, 400L, 5L, null, null, Map.of()), 3_960_000L, null);
        assertThat(lines(receipt))
                .containsExactly(
                        "input 100 3 300000",
                        "cache_read 200 0.3 60000",
                        "cache_write_5m 300 3.75 1125000",
                        "cache_write_1h 400 6 2400000",
                        "output 5 15 75000");
        assertGood(receipt, "3960000", "0", 3_960_000, "0.00396");
    }

    @Test
    void reasoning_is_a_part_of_output_with_its_own_price() {
        JsonNode receipt = receipt("m", usage(10L, null, null, null, 100L, 40L, null, Map.of()), 1_730_000L, null);
        assertThat(lines(receipt)).containsExactly("input 10 3 30000", "reasoning 40 20 800000", "output 60 15 900000");
        assertGood(receipt, "1730000", "0", 1_730_000, "0.00173");
    }

    @Test
    void audio_is_a_part_of_input_with_its_own_price() {
        JsonNode receipt = receipt("m", usage(10L, null, null, null, 1L, null, 4L, Map.of()), 193_000L, null);
        assertThat(lines(receipt)).containsExactly("input_audio 4 40 160000", "input 6 3 18000", "output 1 15 15000");
        assertGood(receipt, "193000", "0", 193_000, "0.000193");
    }

    @Test
    void a_search_has_a_fee_that_no_tier_halves() {
        Usage usage = usage(2L, null, null, null, 2L, null, null, Map.of("web_search", 3L));
        JsonNode receipt = receipt("m", usage, 30_018_000L, "flex");
        assertThat(lines(receipt))
                .containsExactly("input 2 3 3000", "output 2 15 15000", "web_search 3 10000 30000000");
        assertThat(receipt.get("tier_factor").asString()).isEqualTo("1/2");
        assertGood(receipt, "30018000", "0", 30_018_000, "0.030018");
    }

    @Test
    void a_tier_of_five_thirds_is_rounded_once_at_its_end() {
        // 1 × 3000 × 5/3 + 1 × 15000 × 5/3 = 30000; of tiny 1 × 0.4 × 5/3 + 1 × 0.4 × 5/3 = 4/3
        assertGood(receipt("m", Usage.of(1, 1), 30_000L, "priority"), "30000", "0", 30_000, "0.00003");
        JsonNode receipt = receipt("tiny", Usage.of(1, 1), 250_001L, "priority");
        assertThat(lines(receipt)).containsExactly("input 1 0.0004 2/3", "output 1 0.0004 2/3", "request 1 250 250000");
        assertGood(receipt, "750004/3", "-1/3", 250_001, "0.000250001");
    }

    @Test
    void a_long_prompt_has_its_own_price() {
        JsonNode receipt = receipt("long", Usage.of(1_001, 1), 2_006_000L, null);
        assertThat(lines(receipt)).containsExactly("input 1001 2 2002000", "output 1 4 4000");
        assertGood(receipt, "2006000", "0", 2_006_000, "0.002006");
    }

    @Test
    void the_provider_s_own_figure_is_one_line() {
        Usage usage =
                new Usage(9L, null, null, null, 9L, null, null, null, null, null, null, Map.of(), new NanoUsd(77));
        AttemptRow attempt = new AttemptRow(
                0,
                0,
                "openrouter",
                "x",
                "h",
                200,
                null,
                null,
                1,
                1,
                null,
                usage,
                UsageSource.REPORTED,
                77L,
                "2026-11-22",
                null,
                null,
                null,
                null,
                Settlement.SETTLED,
                List.of());
        JsonNode receipt = json(PricedRows.row(77L, attempt));
        assertThat(receipt.get("priced_by").asString()).isEqualTo("provider");
        assertThat(receipt.get("lines").get(0).get("kind").asString()).isEqualTo("reported_by_provider");
        assertGood(receipt, "77", "0", 77, "0.000000077");
    }

    @Test
    void a_cost_of_the_client_says_so() {
        AttemptRow attempt = PricedRows.attempt(0, "m", Usage.of(1, 1), 5_000L, null, null);
        JsonNode receipt = json(PricedRows.row(
                SampleRows.id(1), SampleRows.SCOPE, SampleRows.NOON, true, 5_000L, true, List.of(attempt)));
        assertThat(receipt.get("custom_cost").asBoolean()).isTrue();
        assertThat(receipt.get("priced_by").asString()).isEqualTo("client");
        assertThat(receipt.get("lines").get(0).get("kind").asString()).isEqualTo("custom");
        assertThat(receipt.get("no_lines_because").asString()).contains("cf-aig-custom-cost");
        assertThat(receipt.get("header").asString()).isEqualTo("v=custom; in=1; out=1; cost=0.000005");
    }

    @Test
    void attempts_that_failed_cost_nothing_and_are_shown() {
        AttemptRow failed = PricedRows.attempt(0, "m", Usage.NONE, 0L, null, null);
        AttemptRow served = PricedRows.attempt(1, "m", Usage.of(1, 0), 3_000L, "2026-11-22", null);
        JsonNode receipt = json(PricedRows.row(3_000L, failed, served));
        assertThat(receipt.get("attempts")).hasSize(2);
        assertThat(receipt.get("lines").get(0).get("attempt").asInt()).isEqualTo(1);
        assertGood(receipt, "3000", "0", 3_000, "0.000003");
    }

    @Test
    void a_version_that_is_gone_leaves_tokens_and_total() {
        JsonNode receipt = json(PricedRows.row(
                4_896_000L, PricedRows.attempt(0, "m", Usage.of(812, 164), 4_896_000L, "2020-01-01", null)));
        assertThat(receipt.get("lines")).isEmpty();
        assertThat(receipt.get("no_lines_because").asString())
                .contains("2020-01-01")
                .contains("not kept");
        assertThat(receipt.get("total").asString()).isEqualTo("0.004896");
        assertThat(receipt.get("usage").get("input_total").asLong()).isEqualTo(812);
        assertThat(receipt.has("sum_nano")).isFalse();
        assertThat(holds(receipt, "lines_add_up").isNull()).isTrue();
    }

    @Test
    void an_unknown_price_is_an_unknown_total_and_never_zero() {
        JsonNode receipt = json(
                PricedRows.row(null, PricedRows.attempt(0, "nobody-knows", Usage.of(1, 1), null, "2026-11-22", null)));
        assertThat(receipt.get("priced_by").asString()).isEqualTo("unknown");
        assertThat(receipt.has("total")).isFalse();
        assertThat(receipt.get("header").asString()).endsWith("cost=unknown");
    }

    @Test
    void a_corrected_row_names_what_it_cost_first() {
        CallRow row = PricedRows.row(1L, PricedRows.attempt(0, "m", Usage.of(1, 1), 1L, "2020-01-01", null))
                .repriced(18_000L, "2026-11-22");
        JsonNode receipt = json(row);
        assertThat(receipt.get("corrected").asBoolean()).isTrue();
        assertThat(receipt.get("original_cost").asString()).isEqualTo("0.000000001");
        assertThat(receipt.get("original_price_version").asString()).isEqualTo("2020-01-01");
        assertGood(receipt, "18000", "0", 18_000, "0.000018");
    }

    @Test
    void a_row_whose_attempts_do_not_add_up_is_told() {
        JsonNode receipt =
                json(PricedRows.row(9L, PricedRows.attempt(0, "m", Usage.of(1, 1), 18_000L, "2026-11-22", null)));
        assertThat(holds(receipt, "attempts_add_up").asBoolean()).isFalse();
        assertThat(holds(receipt, "row_is_consistent").asBoolean()).isFalse();
    }

    @Test
    void a_hit_is_charged_nothing_and_names_the_call_that_was() {
        JsonNode receipt = json(ReusedRows.row(1, ReusedRows.HIT, AttemptRow.counting(0, 0, List.of())));
        assertGood(receipt, "0", "0", 0, "0");
        assertThat(receipt.get("priced_by").asString()).isEqualTo("reused");
        assertThat(receipt.get("lines")).isEmpty();
        assertThat(receipt.get("attempts")).isEmpty();
        assertThat(receipt.get("no_lines_because").asString())
                .isEqualTo("The cache answered with what call " + SampleRows.id(7)
                        + " brought for 0.000531 USD; nothing was charged");
        assertThat(receipt.get("reuse").get("saved_cost").asString()).isEqualTo("0.000531");
        assertThat(receipt.get("header").asString()).startsWith("reuse=hit; of=");
        assertThat(SchemaCheck.problems(new JsonMapper().valueToTree(Receipt.SHAPE), receipt))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Reuse.Kind.class)
    void no_price_makes_a_reused_answer_cost_anything(Reuse.Kind kind) {
        // Even where its row has tokens it should not have.
        AttemptRow used = PricedRows.attempt(0, "m", Usage.of(812, 164), 1L, "2020-01-01", null);
        CallRow row = ReusedRows.row(1, ReusedRows.of(kind), used);
        assertThat(RowPrices.repriced(row, BOOK, SHELF)).isEmpty();
        assertThat(RowPrices.repriced(PricedRows.row(1L, used), BOOK, SHELF)).isPresent();
    }

    private static void assertGood(JsonNode receipt, String sum, String rounding, long total, String dollars) {
        assertThat(receipt.get("sum_nano").asString()).isEqualTo(sum);
        assertThat(receipt.get("rounding_nano").asString()).isEqualTo(rounding);
        assertThat(receipt.get("total_nano").asLong()).isEqualTo(total);
        assertThat(receipt.get("total").asString()).isEqualTo(dollars);
        receipt.get("invariants")
                .forEach(one -> assertThat(
                                one.get("holds").isNull() || one.get("holds").asBoolean())
                        .as(one.toString())
                        .isTrue());
    }

    private static JsonNode holds(JsonNode receipt, String name) {
        return receipt.get("invariants")
                .valueStream()
                .filter(one -> one.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow()
                .get("holds");
    }

    private static List<String> lines(JsonNode receipt) {
        return receipt.get("lines")
                .valueStream()
                .map(line ->
                        line.get("kind").asString() + " " + line.get("units").asLong() + " "
                                + line.get("price_per_million").asString() + " "
                                + line.get("amount_nano").asString())
                .toList();
    }

    private static JsonNode receipt(String model, Usage usage, long cost, @Nullable String tier) {
        return json(PricedRows.row(cost, PricedRows.attempt(0, model, usage, cost, "2026-11-22", tier)));
    }

    private static JsonNode json(CallRow row) {
        return new JsonMapper().readTree(Receipt.of(row, SHELF).text());
    }

    private static Usage usage(
            Long input,
            @Nullable Long read,
            @Nullable Long write,
            @Nullable Long write1h,
            Long output,
            @Nullable Long reasoning,
            @Nullable Long audio,
            Map<String, Long> tools) {
        return new Usage(input, read, write, write1h, output, reasoning, audio, null, null, null, null, tools, null);
    }
}
