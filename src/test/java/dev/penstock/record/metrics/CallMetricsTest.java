package dev.penstock.record.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Reuse;
import dev.penstock.record.AttemptRow;
import dev.penstock.testkit.ReusedRows;
import dev.penstock.testkit.SampleRows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallMetricsTest {
    private final CallMetrics metrics = new CallMetrics();

    @Test
    void counts_what_reused_answers_saved_beside_what_calls_cost() {
        metrics.ended(SampleRows.row(1));
        metrics.ended(ReusedRows.row(2, ReusedRows.HIT, AttemptRow.counting(0, 0, List.of())));
        metrics.ended(ReusedRows.row(3, ReusedRows.HIT));
        metrics.ended(ReusedRows.row(4, new Reuse(Reuse.Kind.COALESCED, "x", null, 9, 5, 0)));
        String hits = "{gateway=\"main\",kind=\"hit\",provider=\"openai\"} ";
        assertThat(lines())
                .contains(
                        "penstock_reused_calls_total" + hits + "2.0",
                        "penstock_reused_calls_total" + hits.replace("hit", "coalesced") + "1.0",
                        "penstock_saved_usd_total" + hits + "0.001062",
                        "penstock_saved_tokens_total{direction=\"in\",gateway=\"main\",provider=\"openai\"} 2029.0",
                        "penstock_saved_tokens_total{direction=\"out\",gateway=\"main\",provider=\"openai\"} 328.0",
                        "penstock_cost_usd_total{gateway=\"main\",provider=\"openai\"} 5.31E-4",
                        "penstock_tokens_total{gateway=\"main\",kind=\"input\",provider=\"openai\"} 812.0",
                        "penstock_attempts_total{failure=\"none\",provider=\"openai\",status=\"2xx\"} 1.0")
                .noneMatch(line -> line.startsWith("penstock_saved_usd_total") && line.contains("coalesced"))
                .noneMatch(line -> line.startsWith("penstock_cost_unknown_total{"))
                .noneMatch(line -> line.startsWith("penstock_attempts_total") && line.contains("provider=\"\""));
    }

    private List<String> lines() {
        return new String(metrics.exposing().text(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
