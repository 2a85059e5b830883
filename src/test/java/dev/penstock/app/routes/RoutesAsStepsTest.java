package dev.penstock.app.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Dynamic routes among the steps of a universal call: each is one step, whichever of its models answers. */
class RoutesAsStepsTest {
    private static FakeProvider provider;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        provider = FakeProvider.start().answering(request -> {
            String model =
                    JsonMapper.shared().readTree(request.body()).get("model").asString();
            int status = model.startsWith("bad") ? 500 : 200;
            return Script.json(status, "{\"object\":\"chat.completion\",\"model\":\"" + model + "\"}");
        });
        gateway = RunningGateway.of("""
                providers: {openai: {base_url: '%1$s/v1'}, groq: {base_url: '%1$s/v1'}}
                gateways:
                  - id: g
                    authentication: false
                    routing: {health: false}
                    routes:
                      - {name: walks, elements: [%2$s, %3$s, %4$s, %5$s]}
                      - {name: fails, elements: [%2$s, %6$s, %5$s]}
                      - {name: spent, elements: [
                          {id: s, type: start, outputs: {next: {elementId: q}}},
                          {id: q, type: rate, properties: {limitType: count, key: headers.x-user, limit: 1, window: 86400},
                           outputs: {success: {elementId: m1}, fallback: {elementId: e}}},
                          %6$s, %5$s]}
                """.formatted(
                        provider.origin(),
                        "{id: s, type: start, outputs: {next: {elementId: m1}}}",
                        model("m1", "bad-one", "m2"),
                        model("m2", "good", "e"),
                        "{id: e, type: end, outputs: {}}",
                        model("m1", "bad-too", "e")));
    }

    private static String model(String id, String model, String fallback) {
        return ("{id: %s, type: model, properties: {provider: openai, model: %s, timeout: 0, retries: 0},"
                        + " outputs: {success: {elementId: e}, fallback: {elementId: %s}}}")
                .formatted(id, model, fallback);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.close();
    }

    private static String route(String name) {
        return "{\"provider\":\"compat\",\"endpoint\":\"chat/completions\","
                + "\"headers\":{\"authorization\":\"Bearer sk-made-up\",\"x-user\":\"u\"},"
                + "\"query\":{\"model\":\"dynamic/" + name + "\",\"messages\":[]}}";
    }

    private static String plain(String model) {
        return "{\"provider\":\"groq\",\"endpoint\":\"chat/completions\","
                + "\"headers\":{\"authorization\":\"Bearer sk-made-up\"},"
                + "\"query\":{\"model\":\"" + model + "\",\"messages\":[]}}";
    }

    private static RawResponse call(String... steps) {
        try (RawClient client = RawClient.connect(gateway.port())) {
            return client.send(RawRequest.post("/v1/default/g").json("[" + String.join(",", steps) + "]"))
                    .response();
        }
    }

    private static void served(RawResponse answer, String model, String step) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("cf-aig-model")).contains(model);
        assertThat(answer.json().get("model").asString()).isEqualTo(model);
        assertThat(answer.header("cf-aig-step")).contains(step);
    }

    @Test
    void a_route_alone_is_step_0_though_its_second_model_answers() {
        served(call(route("walks")), "good", "0");
    }

    @Test
    void a_route_is_fallen_back_to_and_from_in_its_place() {
        served(call(plain("bad"), route("walks"), plain("good-last")), "good", "1");
        served(call(plain("bad"), route("fails"), plain("good-last")), "good-last", "2");
        served(call(route("fails"), plain("bad"), route("walks")), "good", "2");
    }

    @Test
    void the_last_failure_is_told_where_none_answers() {
        RawResponse answer = call(route("fails"), plain("bad-last"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().get("model").asString()).isEqualTo("bad-last");
        assertThat(answer.header("cf-aig-step")).contains("1");
    }

    @Test
    void a_route_that_can_ask_nobody_gives_way_and_counts_nothing_for_those_behind() {
        assertThat(call(route("spent")).status()).isEqualTo(500);
        assertThat(call(route("spent")).status()).isEqualTo(429);
        served(call(route("spent"), plain("good-last")), "good-last", "1");
        served(call(plain("bad"), route("spent"), plain("good-last")), "good-last", "2");
    }

    @Test
    void an_unknown_route_refuses_the_call_before_anything_is_sent() {
        int before = provider.requests().size();
        RawResponse answer = call(plain("good"), route("nothing"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("nothing");
        assertThat(provider.requests()).hasSize(before);
    }

    @Test
    void explain_tells_its_models_in_their_places() {
        ApiClient.Reply told = ApiClient.of(gateway)
                .post(
                        "/accounts/default/ai-gateway/gateways/g/explain",
                        "{\"query\":[" + plain("one") + "," + route("walks") + "]}");
        JsonNode targets = told.result().get("targets");
        assertThat(targets).extracting(one -> one.get("model").asString()).containsExactly("one", "bad-one", "good");
    }
}
