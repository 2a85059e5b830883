package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who sees what of how targets are, and that listed addresses are asked. */
class HealthShownTest {
    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of("""
            providers: {openai: {base_url: '%1$s/v1'}}
            gateways: [{id: open, authentication: false}]
            health:
              breaker: {consecutive: 2}
              active: [{url: '%1$s', path: /alive, every: 1s}]
            """.formatted(fake.origin()));

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void anybody_sees_numbers_the_account_sees_each_target_and_metrics_each_provider() {
        fake.onPath("/alive", Script.json(500, "{}"));
        fake.otherwise(Script.json(500, "{\"error\":{\"message\":\"broken\"}}"));
        for (int i = 0; i < 2; i++) {
            call("secret-model");
        }

        Await.until(
                "benched",
                Duration.ofSeconds(10),
                () -> health().at("/targets/open").asInt() == 1);
        assertThat(health().at("/targets/total").asInt()).isEqualTo(1);
        assertThat(health().toString()).doesNotContain("secret-model", "openai", "127.0.0.1", "default");

        ApiClient admin = ApiClient.of(gateway);
        JsonNode lanes =
                admin.get("/accounts/default/ai-gateway/health?kind=target").result();
        assertThat(lanes).hasSize(1);
        assertThat(lanes.get(0).get("provider").asString()).isEqualTo("openai");
        assertThat(lanes.get(0).get("origin").asString()).isEqualTo(fake.origin());
        assertThat(lanes.get(0).get("model").asString()).isEqualTo("secret-model");
        assertThat(lanes.get(0).get("state").asString()).isIn("open", "half_open");
        assertThat(lanes.get(0).get("times_benched").asInt()).isPositive();
        assertThat(lanes.get(0).get("calls_in_flight").asInt()).isZero();
        assertThat(admin.get("/accounts/default/ai-gateway/health?state=opn").status())
                .isEqualTo(400);

        String metrics = metrics();
        assertThat(metrics)
                .contains(
                        "penstock_upstream_calls_open{provider=\"openai\"} 0",
                        "penstock_upstream_targets_benched{provider=\"openai\"}",
                        "penstock_upstream_ejections_total{provider=\"openai\"} ",
                        "penstock_upstream_retries_total{provider=\"openai\"}",
                        "penstock_upstream_retries_refused_total{provider=\"openai\"}",
                        "penstock_upstream_calls_limit{provider=\"openai\"}")
                .doesNotContain("secret-model");
    }

    @Test
    void a_listed_address_is_asked_without_any_credential() {
        fake.otherwise(Script.json(200, "{}"));

        ReceivedRequest asked = fake.awaitRequest();

        assertThat(asked.method()).isEqualTo("GET");
        assertThat(asked.requestLine()).contains(" /alive ");
        assertThat(asked.header("authorization")).isEmpty();
    }

    @Test
    void a_good_check_brings_a_target_back_without_a_call() {
        fake.onPath("/alive", Script.json(200, "{}"));
        fake.otherwise(Script.json(500, "{}"));
        call("m");
        call("m");
        Await.until(
                "benched",
                Duration.ofSeconds(10),
                () -> health().at("/targets/open").asInt() == 1);

        Await.until(
                "back",
                Duration.ofSeconds(30),
                () -> health().at("/targets/closed").asInt()
                                + health().at("/targets/warming").asInt()
                        == 1);
        assertThat(fake.requests().stream().filter(request -> request.method().equals("POST")))
                .hasSize(2);
    }

    private void call(String model) {
        RawResponse response = RawClient.exchange(
                gateway.port(),
                RawRequest.post("/v1/default/open/openai/chat/completions")
                        .bearer("sk-test")
                        .json("{\"model\":\"" + model + "\",\"messages\":[]}"));
        assertThat(response.status()).as(response.text()).isEqualTo(500);
    }

    private JsonNode health() {
        RawResponse response = get(gateway.port(), "/ai-gateway/health");
        assertThat(response.status()).isEqualTo(200);
        return response.json();
    }

    private String metrics() {
        return get(gateway.adminPort(), "/metrics").text();
    }

    private static RawResponse get(int port, String path) {
        return RawClient.exchange(port, RawRequest.get(path));
    }
}
