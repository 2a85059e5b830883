package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Posting;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A budget is spent to its last nano-dollar, and not one further, however many calls want it at once. */
class BudgetExactnessTest {
    private static final long DOLLAR = 1_000_000_000;
    private static final String ANSWER = """
            {"id":"c","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"finish_reason":"stop",
            "message":{"role":"assistant","content":"Hi"}}],
            "usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}}""";

    private final FakeProvider fake = FakeProvider.start().otherwise(Script.json(200, ANSWER));
    private final RunningGateway gateway = RunningGateway.of("""
            providers:
              openai:
                base_url: %s/v1
            gateways:
              - id: shop
                authentication: false
                spend_limits:
                  enabled: true
                  rules:
                    - id: dollar
                      limit: 1.0
                      window: 86400
                      metadata: {round: {mode: partition}}
            """.formatted(fake.origin()));
    private final Spending spending = new Spending(gateway.url("shop") + "/openai/chat/completions");

    @AfterEach
    void close() {
        spending.close();
        gateway.close();
        fake.close();
    }

    @Test
    void five_hundred_calls_of_one_cent_at_once_spend_one_dollar_exactly_twenty_times() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong most = new AtomicLong();
        Thread sampler = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                gateway.penstock()
                        .standings("", 1_000)
                        .forEach(standing -> most.accumulateAndGet(standing.taken(), Math::max));
            }
        });
        for (int round = 0; round < 20; round++) {
            Map<String, String> headers = Map.of(
                    "cf-aig-metadata", "{\"round\":" + round + "}", "cf-aig-custom-cost", "{\"total_cost\":0.01}");
            List<HttpResponse<String>> answers = spending.burst(500, Spending.chat("gpt-4o", 10), headers);
            Map<Integer, Long> statuses =
                    answers.stream().collect(Collectors.groupingBy(HttpResponse::statusCode, Collectors.counting()));
            assertThat(statuses).as("round " + round).isEqualTo(Map.of(200, 100L, 429, 400L));
        }
        done.set(true);
        sampler.join();
        assertThat(most.get()).isLessThanOrEqualTo(DOLLAR);
        assertThat(gateway.penstock().standings("", 1_000)).hasSize(20).allSatisfy(standing -> {
            assertThat(standing.taken()).isEqualTo(DOLLAR);
            assertThat(standing.held()).isZero();
        });
        List<CallRow> rows = gateway.awaitRows(10_000, row -> true);
        assertThat(settled(rows))
                .hasSize(20)
                .allSatisfy((bucket, sum) -> assertThat(sum).as(bucket).isEqualTo(DOLLAR));
    }

    private static Map<String, Long> settled(List<CallRow> rows) {
        return rows.stream()
                .flatMap(row -> row.attempts().stream())
                .flatMap(attempt -> attempt.postings().stream())
                .filter(posting -> posting.counted() == Counted.COST)
                .collect(Collectors.groupingBy(Posting::bucket, Collectors.summingLong(Posting::amount)));
    }
}
