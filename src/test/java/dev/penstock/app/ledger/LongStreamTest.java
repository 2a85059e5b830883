package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Events;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Streams that cost more than the text of them that is at hand. */
class LongStreamTest {
    @Test
    void a_long_stream_that_breaks_counts_all_it_delivered() throws Exception {
        String[] pieces = new String[20];
        Arrays.fill(pieces, " river stone light water".repeat(1_000));
        long tokens = 80_000;
        try (AbortBench bench = new AbortBench();
                Spending spending = new Spending(bench.gateway.url("stops") + "/openai/chat/completions")) {
            bench.fake.otherwise(
                    Events.chat(pieces).model("gpt-4o").withoutEnd().script().closeAfterPieces(21));
            String body = Spending.chat("gpt-4o", 100_000).replace("{\"model\"", "{\"stream\":true,\"model\"");
            assertThat(spending.cut(body, Map.of("cf-aig-metadata", "{\"call\":\"long\"}")))
                    .isTrue();
            Map<String, CallRow> rows = bench.settledRows(1);
            CallRow row = rows.values().iterator().next();
            assertThat(row.usageSource()).isEqualTo(UsageSource.ESTIMATED);
            assertThat(row.usage().output()).isGreaterThanOrEqualTo(tokens);
            assertThat(AbortBench.posted(row, Counted.COST)).isGreaterThanOrEqualTo(tokens * 10_000);
            bench.countersEqual(rows);
        }
    }

    /** gpt-5 costs $10 a million of output, thoughts included. */
    @Test
    void a_model_that_thinks_unseen_may_have_thought_all_that_was_held() throws Exception {
        try (AbortBench bench = new AbortBench();
                Spending spending = new Spending(bench.gateway.url("stops") + "/openai/chat/completions")) {
            bench.fake.otherwise(
                    Events.chat(" river").model("gpt-5").withoutEnd().script().closeAfterPieces(2));
            String body = Spending.chat("gpt-5", 5_000).replace("{\"model\"", "{\"stream\":true,\"model\"");
            assertThat(spending.cut(body, Map.of("cf-aig-metadata", "{\"call\":\"deep\"}")))
                    .isTrue();
            Map<String, CallRow> rows = bench.settledRows(1);
            CallRow row = rows.values().iterator().next();
            assertThat(row.costNano()).isBetween(10_000L, 100_000L);
            assertThat(AbortBench.posted(row, Counted.COST))
                    .isBetween(50_000_000L, AbortBench.last(row).reservedNano());
            assertThat(row.providerCostNano()).isEqualTo(AbortBench.posted(row, Counted.COST));
            bench.countersEqual(rows);
        }
    }
}
