package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.BenchUpstream;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.LoadReport;
import dev.penstock.testkit.LoadTarget;
import dev.penstock.testkit.OpenLoop;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A provider that fails, or hangs, for a long time under load: what that costs the calls that have somewhere else to go. */
@Tag("soak")
class StormTest {
    private static final int RATE = 500;
    private static final int PAIRS = 5;
    private static final String FAILED =
            "{\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\",\"param\":null,\"code\":null}}";
    private static final Script HEALTHY = Script.json(
            200,
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}");

    private static String yaml(int first, int second, int third) {
        return """
                providers:
                  openai: {base_url: "http://127.0.0.1:%d/v1"}
                  groq: {base_url: "http://127.0.0.1:%d/v1"}
                  deepseek: {base_url: "http://127.0.0.1:%d/v1"}
                gateways:
                  - id: g
                    authentication: false
                    routes:
                      - name: chain
                        elements:
                          - {id: s, type: start, outputs: {next: {elementId: a}}}
                          - {id: a, type: model, properties: {provider: openai, model: gpt-4o-mini, timeout: 0, retries: 0}, outputs: {success: {elementId: e}, fallback: {elementId: b}}}
                          - {id: b, type: model, properties: {provider: groq, model: llama-3.1-8b-instant, timeout: 0, retries: 0}, outputs: {success: {elementId: e}, fallback: {elementId: c}}}
                          - {id: c, type: model, properties: {provider: deepseek, model: deepseek-chat, timeout: 0, retries: 0}, outputs: {success: {elementId: e}, fallback: {elementId: e}}}
                          - {id: e, type: end, outputs: {}}
                      - name: alone
                        elements:
                          - {id: s, type: start, outputs: {next: {elementId: b}}}
                          - {id: b, type: model, properties: {provider: groq, model: llama-3.1-8b-instant, timeout: 0, retries: 0}, outputs: {success: {elementId: e}, fallback: {elementId: e}}}
                          - {id: e, type: end, outputs: {}}
                """.formatted(first, second, third);
    }

    private static LoadReport load(RunningGateway gateway, String route, Duration time) {
        return load(gateway, route, RATE, time);
    }

    private static LoadReport load(RunningGateway gateway, String route, int rate, Duration time) {
        return OpenLoop.json(
                        LoadTarget.direct(gateway.port())
                                .path("/v1/default/g/compat/chat/completions")
                                .model("dynamic/" + route),
                        rate,
                        time)
                .run();
    }

    /** The p99 of calls to the healthy target alone, while as many others as ever go some way. */
    private static double beside(RunningGateway gateway, String route) {
        CompletableFuture<LoadReport> others =
                CompletableFuture.supplyAsync(() -> load(gateway, route, RATE, Duration.ofSeconds(9)));
        double p99 = load(gateway, "alone", RATE / 5, Duration.ofSeconds(8))
                .latency()
                .p99();
        others.join();
        return p99;
    }

    @Test
    void a_target_that_fails_for_a_minute_costs_few_attempts_no_time_and_comes_back() {
        try (FakeProvider failing = FakeProvider.start();
                BenchUpstream healthy = BenchUpstream.start(0);
                BenchUpstream third = BenchUpstream.start(0);
                RunningGateway gateway = RunningGateway.of(yaml(failing.port(), healthy.port(), third.port()))) {
            failing.otherwise(HEALTHY);
            load(gateway, "alone", Duration.ofSeconds(10));
            failing.forget();
            failing.otherwise(Script.json(500, FAILED));
            long began = System.nanoTime();
            LoadReport storm = load(gateway, "chain", Duration.ofSeconds(60));
            long asked = failing.requests().size();
            long late = failing.requests().stream()
                    .filter(request ->
                            request.headNanos() - began > Duration.ofSeconds(5).toNanos())
                    .count();
            assertThat(storm.failures()).isZero();
            assertThat(asked).as("attempts at the failing target").isLessThanOrEqualTo(storm.requests() / 5);
            assertThat(late).as("of them after 5 s: probes").isLessThanOrEqualTo(60);
            double[] with = new double[PAIRS];
            double[] without = new double[PAIRS];
            for (int i = 0; i < PAIRS; i++) {
                without[i] = beside(gateway, "alone");
                with[i] = beside(gateway, "chain");
            }
            System.out.println("storm: " + asked + " attempts at the failing target, " + late
                    + " after 5 s; p99 µs with " + Arrays.toString(with) + " without " + Arrays.toString(without));
            assertThat(median(with)).isLessThanOrEqualTo(1.2 * median(without));
            failing.forget();
            failing.otherwise(HEALTHY);
            load(gateway, "chain", Duration.ofSeconds(14));
            failing.forget();
            failing.otherwise(HEALTHY);
            LoadReport after = load(gateway, "chain", Duration.ofSeconds(4));
            assertThat((long) failing.requests().size()).as("back").isGreaterThan(after.requests() * 9 / 10);
        }
    }

    @Test
    void where_all_three_fail_each_call_is_little_more_than_one_attempt() {
        try (FakeProvider one = FakeProvider.start();
                FakeProvider two = FakeProvider.start();
                FakeProvider three = FakeProvider.start();
                RunningGateway gateway = RunningGateway.of(yaml(one.port(), two.port(), three.port()))) {
            List<FakeProvider> all = List.of(one, two, three);
            all.forEach(provider -> provider.otherwise(Script.json(503, FAILED)));
            LoadReport storm = load(gateway, "chain", Duration.ofSeconds(60));
            long calls = storm.requests() + storm.failures();
            long asked = all.stream()
                    .mapToLong(provider -> provider.requests().size())
                    .sum();
            System.out.println("all fail: " + asked + " attempts for " + calls + " calls");
            assertThat(storm.requests()).isZero();
            // The load's own warm-up of a second is among what was asked.
            assertThat(asked).isLessThanOrEqualTo((calls + RATE) * 12 / 10);
        }
    }

    @Test
    void a_provider_that_hangs_for_ever_moves_no_others() {
        try (FakeProvider hanging = FakeProvider.start();
                BenchUpstream healthy = BenchUpstream.start(0);
                BenchUpstream third = BenchUpstream.start(0);
                RunningGateway gateway = RunningGateway.of(yaml(hanging.port(), healthy.port(), third.port()))) {
            hanging.otherwise(Script.neverAnswer());
            load(gateway, "alone", Duration.ofSeconds(10));
            double[] with = new double[PAIRS];
            double[] without = new double[PAIRS];
            Supplier<Double> measured = () ->
                    load(gateway, "alone", Duration.ofSeconds(8)).latency().p99();
            for (int i = 0; i < PAIRS; i++) {
                without[i] = measured.get();
                List<RawClient> stuck = stuck(gateway, hanging);
                with[i] = measured.get();
                stuck.forEach(RawClient::reset);
                Await.until(
                        "nothing to be open",
                        Duration.ofSeconds(1),
                        () -> gateway.penstock().openCalls() == 0);
                hanging.forget();
                hanging.otherwise(Script.neverAnswer());
            }
            System.out.println("hang: p99 µs with " + Arrays.toString(with) + " without " + Arrays.toString(without));
            assertThat(median(with)).isLessThanOrEqualTo(1.1 * median(without));
        }
    }

    private static List<RawClient> stuck(RunningGateway gateway, FakeProvider hanging) {
        LoadTarget native500 = LoadTarget.direct(gateway.port()).path("/v1/default/g/openai/chat/completions");
        byte[] request = native500.chat(0, 0).bytes();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            clients.add(RawClient.connect(gateway.port()).send(request));
        }
        Await.until(
                "500 calls to hang",
                Duration.ofSeconds(30),
                () -> hanging.requests().size() >= 500);
        return clients;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
