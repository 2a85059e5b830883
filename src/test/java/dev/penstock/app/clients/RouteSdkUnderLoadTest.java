package dev.penstock.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cloudflare's SDK changes dynamic routes while 200 calls a second go through them. */
@Tag("clients")
class RouteSdkUnderLoadTest {
    private static final int RATE = 200;
    private static final Duration TIME = Duration.ofSeconds(20);
    /** So many calls are seen between two changes. */
    private static final int BETWEEN = 20;

    private static FakeProvider openai;
    private static RunningGateway gateway;
    private static RouteSdk sdk;

    @BeforeAll
    static void start() {
        openai = FakeProvider.start().answering(RouteSdkUnderLoadTest::answer);
        gateway = RunningGateway.of("providers: {openai: {base_url: '" + openai.origin() + "/v1'}}\n"
                + "gateways: [{id: team, authentication: false}]\n");
        sdk = new RouteSdk(gateway, "team");
    }

    @AfterAll
    static void stop() {
        sdk.close();
        gateway.close();
        openai.close();
    }

    /** Takes 20 ms, a stream 80, so that changes fall among calls that are under way. */
    private static Script answer(ReceivedRequest request) {
        JsonNode asked = JsonMapper.shared().readTree(request.body());
        String model = asked.get("model").asString();
        if (!asked.path("stream").asBoolean()) {
            return Script.json(200, """
                    {"id":"c","object":"chat.completion","model":"%s","choices":[{"index":0,"message":
                    {"role":"assistant","content":"hi"},"finish_reason":"stop"}],
                    "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""".formatted(model)).delayBefore(Duration.ofMillis(20));
        }
        List<byte[]> events = new ArrayList<>();
        for (String choice : List.of("{\"role\":\"assistant\"}", "{\"content\":\"h\"}", "{\"content\":\"i\"}", "{}")) {
            String end = choice.equals("{}") ? "\"stop\"" : "null";
            events.add(event("{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"" + model
                    + "\",\"choices\":[{\"index\":0,\"delta\":" + choice + ",\"finish_reason\":" + end + "}]}"));
        }
        events.add(event("[DONE]"));
        return Script.sse(events).delayBetween(Duration.ofMillis(20));
    }

    private static byte[] event(String data) {
        return ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static List<?> elements(String model) {
        Map<String, ?> asked = Map.of("provider", "openai", "model", model, "retries", 0, "timeout", 20000);
        return List.of(
                Map.of("id", "start", "type", "start", "outputs", Map.of("next", to("model"))),
                Map.of(
                        "id",
                        "model",
                        "type",
                        "model",
                        "properties",
                        asked,
                        "outputs",
                        Map.of("success", to("end"), "fallback", to("end"))),
                Map.of("id", "end", "type", "end", "outputs", Map.of()));
    }

    private static Map<String, String> to(String element) {
        return Map.of("elementId", element);
    }

    @Test
    void each_call_is_served_by_the_version_that_is_deployed_then_and_none_fails() throws Exception {
        Standing live = new Standing();
        JsonNode route = live.change("model-0", () -> sdk.create("live", elements("model-0")));
        String before = route.at("/version/version_id").asString();
        SteadyCalls load = SteadyCalls.start(gateway.url("team"), RATE, "live");
        long began = System.nanoTime();
        int rounds = 0;
        while (System.nanoTime() - began < TIME.toNanos()) {
            String model = "model-" + ++rounds;
            String older = "model-" + (rounds - 1);
            String version = sdk.save(route, elements(model));
            assertThat(sdk.version(route, version).get("active").asString()).isEqualTo("false");
            load.await(BETWEEN);
            deploy(live, route, model, version);
            load.await(BETWEEN);
            deploy(live, route, older, before);
            load.await(BETWEEN);
            deploy(live, route, model, version);
            before = version;
        }
        load.await(BETWEEN);
        List<SteadyCalls.Call> calls = load.stop();

        assertThat(calls).filteredOn(call -> !call.isWhole()).isEmpty();
        assertThat(calls).allMatch(live::explains);
        assertThat(calls.stream().map(SteadyCalls.Call::model).distinct()).hasSize(rounds + 1);
        report("%d versions, %d deployments".formatted(rounds + 1, 3 * rounds + 1), calls, call -> live);
        sdk.delete(route);
    }

    private static void deploy(Standing live, JsonNode route, String model, String version) {
        live.change(model, () -> {
            sdk.deploy(route, version);
            return version;
        });
        JsonNode shown = sdk.get(route);
        assertThat(shown.at("/elements/1/properties/model").asString()).isEqualTo(model);
        assertThat(shown.at("/deployment/version_id").asString()).isEqualTo(version);
        assertThat(sdk.deployments(route).at("/0/version_id").asString()).isEqualTo(version);
        assertThat(sdk.versions(route))
                .filteredOn(one -> one.get("active").asString().equals("true"))
                .extracting(one -> one.get("version_id").asString())
                .containsExactly(version);
    }

    @Test
    void a_route_follows_its_name_and_is_gone_with_it_but_no_call_fails_otherwise() throws Exception {
        Standing one = new Standing();
        Standing other = new Standing();
        Function<SteadyCalls.Call, Standing> standing = call -> call.route().equals("one") ? one : other;
        SteadyCalls load = SteadyCalls.start(gateway.url("team"), RATE, "one", "other");
        for (int i = 0; i < 10; i++) {
            String model = "model-" + i;
            load.await(BETWEEN);
            JsonNode route = one.change(model, () -> sdk.create("one", elements(model)));
            load.await(BETWEEN);
            assertThat(sdk.list())
                    .extracting(shown -> shown.get("name").asString())
                    .containsOnlyOnce("one");
            other.change(model, () -> one.change(Standing.NOTHING, () -> sdk.rename(route, "other")));
            assertThat(sdk.get(route).get("name").asString()).isEqualTo("other");
            load.await(BETWEEN);
            other.change(Standing.NOTHING, () -> {
                sdk.delete(route);
                return route;
            });
            assertThat(sdk.list())
                    .extracting(shown -> shown.get("name").asString())
                    .doesNotContain("one", "other");
        }
        load.await(BETWEEN);
        List<SteadyCalls.Call> calls = load.stop();

        assertThat(calls)
                .allMatch(call -> call.status() == 404 ? call.model().isEmpty() : call.isWhole())
                .allMatch(call -> standing.apply(call).explains(call));
        assertThat(calls.stream().map(call -> call.route() + " " + call.model()).distinct())
                .hasSize(22);
        report("10 routes made, renamed and deleted", calls, standing);
    }

    private static void report(
            String what, List<SteadyCalls.Call> calls, Function<SteadyCalls.Call, Standing> standing) {
        List<Double> millis = calls.stream().map(SteadyCalls.Call::millis).collect(Collectors.toList());
        Collections.sort(millis);
        Map<Integer, Long> statuses =
                calls.stream().collect(Collectors.groupingBy(SteadyCalls.Call::status, Collectors.counting()));
        long either = calls.stream()
                .filter(call -> standing.apply(call)
                                .models(call.sent(), call.answered())
                                .size()
                        > 1)
                .count();
        System.out.printf(
                "routes by the SDK: %s; calls %s, %d of them under way in a change; p50 %.1f ms, p99 %.1f ms%n",
                what, statuses, either, millis.get(millis.size() / 2), millis.get(millis.size() * 99 / 100));
    }
}
