package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Events;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Streams so long that not all of their text is kept to be counted. */
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
            assertThat(spending.cut(body, Map.of("cf-aig-metadata", "{\"call\":\"long\"}"))).isTrue();
            Map<String, CallRow> rows = bench.settledRows(1);
            CallRow row = rows.values().iterator().next();
            assertThat(row.usageSource()).isEqualTo(UsageSource.ESTIMATED);
            assertThat(row.usage().output()).isGreaterThanOrEqualTo(tokens);
            assertThat(AbortBench.posted(row, Counted.COST))
                    .isGreaterThanOrEqualTo(tokens * 10_000);
            bench.countersEqual(rows);
        }
    }
}
