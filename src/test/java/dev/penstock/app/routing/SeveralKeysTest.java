package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.KeptKeys;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two stored keys of a provider: one that fails gives way to the other, in the same call and in those after it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralKeysTest {
    private static final String ONE = "Bearer sk-one";
    private static final String TWO = "Bearer sk-two";

    private final FakeProvider fake = FakeProvider.start();
    private final KeptKeys keys =
            new KeptKeys().put("openai", "default", "sk-one").put("openai", "second", "sk-two");
    private final RunningGateway gateway = RunningGateway.of("""
            providers:
              openai: {base_url: %s/v1}
            gateways:
              - {id: rejected, authentication: false, routing: {keys: all}}
              - {id: exhausted, authentication: false, routing: {keys: all}}
              - {id: throttled, authentication: false, routing: {keys: all}}
              - {id: burst, authentication: false, routing: {keys: all}}
              - {id: both, authentication: false, routing: {keys: all}}
              - {id: alone, authentication: false}
            """.formatted(fake.origin()), keys);

    @AfterAll
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void a_key_that_is_not_taken_gives_way_to_the_other_and_is_left_alone_afterwards() {
        says("rejected", ONE, Script.json(401, "{\"error\":{\"message\":\"Incorrect API key provided\"}}"));

        for (int i = 0; i < 4; i++) {
            assertThat(call("rejected", "1").status()).isEqualTo(200);
        }

        assertThat(asked("rejected")).containsExactly(ONE, TWO, TWO, TWO, TWO);
    }

    @Test
    void a_key_whose_account_is_empty_gives_way_to_the_other() {
        says(
                "exhausted",
                ONE,
                Script.json(429, "{\"error\":{\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}"));

        for (int i = 0; i < 4; i++) {
            assertThat(call("exhausted", "1").status()).isEqualTo(200);
        }

        assertThat(asked("exhausted")).containsExactly(ONE, TWO, TWO, TWO, TWO);
    }

    @Test
    void a_key_that_is_throttled_cools_and_is_passed_over_meanwhile() {
        says("throttled", ONE, Script.json(429, "{}").header("retry-after", "30"));

        for (int i = 0; i < 4; i++) {
            assertThat(call("throttled", "1").status()).isEqualTo(200);
        }

        assertThat(asked("throttled")).containsExactly(ONE, TWO, TWO, TWO, TWO);
    }

    @Test
    void no_call_fails_while_another_key_is_well_however_many_come_at_once() {
        says("burst", ONE, Script.json(429, "{}").header("retry-after", "30"));

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<RawResponse>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                calls.add(CompletableFuture.supplyAsync(() -> call("burst", "1"), threads));
            }
            assertThat(calls).allSatisfy(one -> assertThat(one.join().status()).isEqualTo(200));
        }

        assertThat(asked("burst")).filteredOn(TWO::equals).hasSize(40);
    }

    @Test
    void no_key_that_is_not_taken_is_tried_twice_in_a_call() {
        says("both", ONE, Script.json(401, "{\"error\":{}}"));
        says("both", TWO, Script.json(401, "{\"error\":{}}"));

        RawResponse response = call("both", "5");

        assertThat(response.status()).isEqualTo(401);
        assertThat(asked("both")).containsExactly(ONE, TWO);
        CallRow row = Await.value(
                "the row",
                Fleet.PATIENCE,
                () -> gateway.summaries().stream()
                        .filter(one -> one.scope().gateway().equals("both"))
                        .findFirst());
        assertThat(row.attempts())
                .extracting(AttemptRow::failure)
                .containsExactly("credential_rejected", "credential_rejected");
    }

    @Test
    void the_default_key_serves_alone_where_the_gateway_does_not_share() {
        says("alone", ONE, Script.json(401, "{\"error\":{}}"));

        assertThat(call("alone", "5").status()).isEqualTo(401);

        assertThat(asked("alone")).containsExactly(ONE);
    }

    /** What the provider says to a key in calls of one gateway. */
    private void says(String at, String key, Script script) {
        fake.when(
                request -> request.header("x-at").equals(Optional.of(at))
                        && request.header("authorization").equals(Optional.of(key)),
                script);
        fake.otherwise(Speech.script(false));
    }

    private RawResponse call(String at, String attempts) {
        return RawClient.exchange(
                gateway.port(),
                RawRequest.post("/v1/default/" + at + "/openai/chat/completions")
                        .header("x-at", at)
                        .header("cf-aig-max-attempts", attempts)
                        .header("cf-aig-retry-delay", "1")
                        .json(Speech.body("gpt-4o", false)));
    }

    private List<String> asked(String at) {
        return fake.requests().stream()
                .filter(request -> request.header("x-at").orElse("").equals(at))
                .map(request -> request.header("authorization").orElse(""))
                .toList();
    }
}
