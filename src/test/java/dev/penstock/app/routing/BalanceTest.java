package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A balance element: who gets how much by each strategy, and what happens when a member fails. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BalanceTest {
    private static final Map<String, List<String>> POOLS = Map.of(
            "first", List.of("f1", "f2"),
            "round_robin", List.of("r1", "r2"),
            "weighted", List.of("w1", "w2"),
            "cheapest", List.of("dear", "cheap"),
            "fastest", List.of("slow", "quick"),
            "least_in_flight", List.of("l1", "l2"));
    private static final String PRICES = """
            prices:
              - {provider: custom-dear, model: m-dear, input: 10, output: 10}
              - {provider: custom-cheap, model: m-cheap, input: 1, output: 1}
            """;

    private Shop shop;

    @BeforeAll
    void open(@TempDir Path folder) {
        List<String> providers =
                new ArrayList<>(POOLS.values().stream().flatMap(List::stream).toList());
        providers.addAll(List.of("down", "up"));
        String routes = POOLS.entrySet().stream()
                .map(pool -> route(pool.getKey(), pool.getKey(), pool.getValue()))
                .collect(Collectors.joining());
        shop = new Shop(
                folder,
                "routes:\n" + routes + route("failing", "first", List.of("down", "up")),
                PRICES,
                providers.toArray(String[]::new));
        providers.forEach(provider -> shop.fake(provider).otherwise(Speech.script(false)));
        shop.fake("slow").otherwise(Speech.script(false).delayBefore(Duration.ofMillis(120)));
        shop.fake("down").otherwise(Script.json(500, "{}"));
        for (String provider : POOLS.getOrDefault("least_in_flight", List.of())) {
            shop.fake(provider)
                    .when(
                            request -> request.bodyText().contains("LONG"),
                            Speech.script(false).delayBefore(Duration.ofMillis(1_500)));
        }
    }

    @AfterAll
    void close() {
        shop.close();
    }

    private static String route(String name, String strategy, List<String> members) {
        int weight = strategy.equals("weighted") ? 3 : 1;
        return "  - {name: " + name + ", elements: "
                + Graphs.of(
                        "b",
                        Graphs.balance(
                                "b",
                                strategy,
                                "e",
                                Graphs.weighted(members.get(0), 1),
                                Graphs.weighted(members.get(1), weight)))
                + "}\n";
    }

    private static RawRequest ask(String route, String words) {
        return RawRequest.post("/v1/default/shop/compat/chat/completions")
                .bearer("sk-test")
                .json(Speech.body("dynamic/" + route, false).replace("Hello", words));
    }

    private void calls(String route, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(shop.call(ask(route, "Hello")).status()).isEqualTo(200);
        }
    }

    @Test
    void the_first_serves_alone_while_it_is_well() {
        calls("first", 20);

        assertThat(shop.asked("f1")).isEqualTo(20);
        assertThat(shop.asked("f2")).isZero();
    }

    @Test
    void turns_are_taken_exactly() {
        calls("round_robin", 20);

        assertThat(shop.asked("r1")).isEqualTo(10);
        assertThat(shop.asked("r2")).isEqualTo(10);
    }

    @Test
    void weights_are_shares() {
        calls("weighted", 120);

        // Five standard deviations about 30.
        assertThat(shop.asked("w1")).isBetween(6, 54);
        assertThat(shop.asked("w1") + shop.asked("w2")).isEqualTo(120);
    }

    @Test
    void the_cheapest_is_asked_by_its_price() {
        calls("cheapest", 10);

        assertThat(shop.asked("dear")).isZero();
        assertThat(shop.asked("cheap")).isEqualTo(10);
    }

    @Test
    void the_fastest_is_found_and_kept() {
        calls("fastest", 30);

        assertThat(shop.asked("slow")).isBetween(0, 8);
        assertThat(shop.asked("quick")).isBetween(22, 30);
    }

    @Test
    void one_with_a_long_call_open_is_spared() {
        try (RawClient client = RawClient.connect(shop.gateway.port())) {
            client.send(ask("least_in_flight", "LONG"));
            Await.until("the long call", Fleet.PATIENCE, () -> shop.asked("l1") + shop.asked("l2") == 1);
            String busy = shop.asked("l1") == 1 ? "l1" : "l2";

            calls("least_in_flight", 6);

            assertThat(shop.asked(busy)).isEqualTo(1);
            assertThat(client.response(Fleet.PATIENCE).status()).isEqualTo(200);
        }
    }

    @Test
    void no_call_fails_while_another_member_is_well_however_many_come_at_once() {
        List<RawResponse> responses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<RawResponse>> calls = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                calls.add(CompletableFuture.supplyAsync(() -> shop.call(ask("failing", "Hello")), threads));
            }
            calls.forEach(call -> responses.add(call.join()));
        }

        assertThat(responses).extracting(RawResponse::status).containsOnly(200);
        assertThat(shop.asked("up")).isEqualTo(60);
        int before = shop.asked("down");
        calls("failing", 10);
        assertThat(shop.asked("down")).isEqualTo(before);
    }
}
