package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ledger.Books;
import dev.penstock.call.Settlement;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Calls that name a dynamic route: which models are asked, what the answer says of it, what stands on the row. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamicCallsTest {
    private static final List<String> PROVIDERS = List.of(
            "free", "paid", "left", "right", "bad", "mute", "well", "one", "two", "three", "four", "five", "six",
            "slow", "quick", "end");

    private Shop shop;

    @BeforeAll
    void open(@TempDir Path folder) {
        shop = new Shop(folder, routes(), "", PROVIDERS.toArray(String[]::new));
        for (String provider : PROVIDERS) {
            shop.fake(provider).otherwise(Speech.script(false));
        }
        shop.fake("bad").otherwise(Script.json(500, "{\"bad\":1}"));
        shop.fake("mute").otherwise(Script.neverAnswer());
        shop.fake("slow")
                .when(
                        request -> request.bodyText().contains("SLOW"),
                        Speech.script(false).delayBefore(Duration.ofMillis(1_500)));
    }

    @AfterAll
    void close() {
        shop.close();
    }

    private static String routes() {
        return Stream.of(
                        route(
                                "plan",
                                Graphs.of(
                                        "c",
                                        Graphs.conditional(
                                                "c", "{\"metadata.plan\":{\"$eq\":\"free\"}}", "free", "paid"),
                                        Graphs.model("free", 0, 0, "e"),
                                        Graphs.model("paid", 0, 0, "e"))),
                        route(
                                "split",
                                Graphs.of(
                                        "p",
                                        Graphs.percentage("p", "25%", "left", "75%", "right"),
                                        Graphs.model("left", 0, 0, "e"),
                                        Graphs.model("right", 0, 0, "e"))),
                        route(
                                "chain",
                                Graphs.of(
                                        "bad",
                                        Graphs.model("bad", 0, 2, "mute"),
                                        Graphs.model("mute", 300, 0, "well"),
                                        Graphs.model("well", 0, 0, "e"))),
                        route("hopeless", Graphs.of("bad", Graphs.model("bad", 0, 0, "e"))),
                        route("weighted", balance("weighted")),
                        route("round_robin", balance("round_robin")),
                        route("first", balance("first")),
                        route("fastest", balance("fastest")),
                        route("least_in_flight", balance("least_in_flight")),
                        route("cheapest", balance("cheapest")),
                        route(
                                "failing",
                                Graphs.of(
                                        "b",
                                        Graphs.balance(
                                                "b",
                                                "first",
                                                "e",
                                                Graphs.weighted("bad", 1),
                                                Graphs.weighted("six", 1)))),
                        route(
                                "hedged",
                                Graphs.of(
                                        "h",
                                        Graphs.model(
                                                "h",
                                                "slow",
                                                0,
                                                0,
                                                "e",
                                                ",\"hedge\":{\"after\":150,\"to\":{" + Graphs.target("quick") + "}}"))))
                .collect(Collectors.joining("", "routes:\n", ""));
    }

    private static String balance(String strategy) {
        return Graphs.of("b", Graphs.balance("b", strategy, "e", Graphs.weighted("one", 1), Graphs.weighted("two", 3)));
    }

    private static String route(String name, String elements) {
        return "  - {name: " + name + ", elements: " + elements + "}\n";
    }

    private static RawRequest ask(String event, String route, String words) {
        return Shop.named(
                event,
                RawRequest.post("/v1/default/shop/compat/chat/completions")
                        .bearer("sk-test")
                        .json(Speech.body("dynamic/" + route, false).replace("Hello", words)));
    }

    private RawResponse call(String event, String route) {
        return shop.call(ask(event, route, "Hello"));
    }

    @Test
    void a_condition_chooses_and_the_answer_tells_who_gave_it() {
        RawResponse free = shop.call(ask("plan-1", "plan", "x").header("cf-aig-metadata", "{\"plan\":\"free\"}"));
        RawResponse paid = shop.call(ask("plan-2", "plan", "x").header("cf-aig-metadata", "{\"plan\":\"team\"}"));
        RawResponse none = shop.call(ask("plan-3", "plan", "x"));

        assertThat(free.body()).isEqualTo(Speech.answer(false));
        assertThat(free.header("cf-aig-provider")).contains("custom-free");
        assertThat(free.header("cf-aig-model")).contains("m-free");
        assertThat(paid.header("cf-aig-provider")).contains("custom-paid");
        assertThat(none.header("cf-aig-provider")).contains("custom-paid");
        assertThat(shop.fake("free").awaitRequest().json().path("model").asString())
                .isEqualTo("m-free");
        assertThat(shop.row("plan-1").provider()).isEqualTo("custom-free");
        assertThat(shop.row("plan-1").costNano()).isEqualTo(Speech.COST);
    }

    @Test
    void shares_are_kept() {
        for (int i = 0; i < 120; i++) {
            assertThat(call("split-" + i, "split").status()).isEqualTo(200);
        }

        // Five standard deviations about 30.
        assertThat(shop.asked("left")).isBetween(6, 54);
        assertThat(shop.asked("left") + shop.asked("right")).isEqualTo(120);
    }

    @Test
    void retries_timeouts_and_fallbacks_of_models_are_followed() {
        int before = shop.asked("bad");

        RawResponse response = call("chain", "chain");

        assertThat(response.body()).isEqualTo(Speech.answer(false));
        assertThat(response.header("cf-aig-step")).contains("2");
        assertThat(response.header("cf-aig-provider")).contains("custom-well");
        assertThat(response.header("cf-aig-model")).contains("m-well");
        assertThat(shop.asked("bad")).isEqualTo(before + 3);
        assertThat(shop.asked("mute")).isEqualTo(1);
        CallRow row = shop.row("chain");
        assertThat(row.attempts()).extracting(AttemptRow::step).containsExactly(0, 0, 0, 1, 2);
        assertThat(row.attempts())
                .extracting(AttemptRow::failure)
                .containsExactly("server_error", "server_error", "server_error", "timed_out_first_byte", null);
        assertThat(row.costNano()).isEqualTo(Speech.COST);
    }

    @Test
    void where_no_model_answers_the_last_one_has_the_word() {
        RawResponse response = call("hopeless", "hopeless");

        assertThat(response.status()).isEqualTo(500);
        assertThat(response.text()).isEqualTo("{\"bad\":1}");
    }

    @Test
    void a_route_that_is_not_there_is_said_to_be_missing() {
        RawResponse response = call("missing", "missing");

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.text()).contains("missing");
    }

    @Test
    void a_balance_shares_its_calls_by_its_strategy() {
        assertThat(shareOfOne("first")).isEqualTo(24);
        assertThat(shareOfOne("round_robin")).isEqualTo(6);
        assertThat(shareOfOne("weighted")).isBetween(0, 16);
        assertThat(shareOfOne("cheapest")).isEqualTo(24);
        assertThat(shareOfOne("fastest")).isBetween(0, 24);
        assertThat(shareOfOne("least_in_flight")).isBetween(0, 24);
    }

    /** How many of 24 calls, one after the other, the first of two targets got. */
    private int shareOfOne(String strategy) {
        int one = shop.asked("one");
        int two = shop.asked("two");
        for (int i = 0; i < 24; i++) {
            assertThat(call(strategy + i, strategy).status()).isEqualTo(200);
        }
        assertThat(shop.asked("one") - one + shop.asked("two") - two).isEqualTo(24);
        return shop.asked("one") - one;
    }

    @Test
    void a_member_that_fails_gives_way_to_another() {
        RawResponse response = call("failing", "failing");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("cf-aig-step")).contains("0");
        assertThat(response.header("cf-aig-provider")).contains("custom-six");
        assertThat(shop.row("failing").attempts()).extracting(AttemptRow::step).containsExactly(0, 0);
    }

    @Test
    void a_slow_target_is_hedged_within_the_share_of_calls() {
        try (RawClient client = RawClient.connect(shop.gateway.port())) {
            for (int i = 0; i < 22; i++) {
                assertThat(client.send(ask("hedged-" + i, "hedged", "Hello"))
                                .response(Fleet.PATIENCE)
                                .status())
                        .isEqualTo(200);
            }
            long begun = System.nanoTime();

            RawResponse hedged = client.send(ask("hedged", "hedged", "SLOW")).response(Fleet.PATIENCE);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            RawResponse slow = client.send(ask("unhedged", "hedged", "SLOW")).response(Fleet.PATIENCE);

            assertThat(hedged.header("cf-aig-provider")).contains("custom-quick");
            assertThat(took).isLessThan(Duration.ofMillis(1_400));
            assertThat(slow.header("cf-aig-provider")).contains("custom-slow");
        }
        assertThat(shop.asked("quick")).isEqualTo(1);
        CallRow row = shop.row("hedged");
        assertThat(row.attempts()).extracting(AttemptRow::provider).containsExactly("custom-slow", "custom-quick");
        assertThat(row.attempts()).extracting(AttemptRow::failure).containsExactly("cancelled", null);
        assertThat(row.attempts()).extracting(AttemptRow::settlement).containsOnly(Settlement.SETTLED);
        assertThat(row.costNano()).isEqualTo(Speech.COST);
        FakeProvider lost = shop.fake("slow");
        Await.until(
                "the loser's connection to close",
                Fleet.PATIENCE,
                () -> lost.requests().stream().anyMatch(one -> one.closed().isPresent()));
        Books.agree(shop.gateway.penstock(), shop.gateway.summaries());
    }
}
