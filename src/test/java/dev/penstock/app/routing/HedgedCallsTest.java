package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ledger.Books;
import dev.penstock.call.Outcome;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A second target beside a slow first one: how often, what it may cost, and what becomes of both. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HedgedCallsTest {
    /** The least calls of which one is five in a hundred. */
    private static final int ENOUGH = 20;

    private static final List<String> PROVIDERS =
            List.of("tardy", "prompt", "still", "stuck", "dear", "spared", "late", "sick", "dying", "saving");

    private Shop shop;

    @BeforeAll
    void open(@TempDir Path folder) {
        shop = new Shop(
                folder,
                "routes:\n" + route("share", "tardy", "prompt", 15, "") + route("left", "still", "stuck", 150, "")
                        + route("capped", "dear", "spared", 20, ",\"cost_cap\":0.000001")
                        + route("unwell", "late", "sick", 150, "") + route("saved", "dying", "saving", 150, ""),
                "",
                PROVIDERS.toArray(String[]::new));
        PROVIDERS.forEach(provider -> shop.fake(provider).otherwise(Speech.script(false)));
        Script tardy = Speech.script(false).delayBefore(Duration.ofMillis(60));
        shop.fake("tardy").otherwise(tardy);
        shop.fake("dear").otherwise(tardy);
        shop.fake("sick").otherwise(Script.json(500, "{\"sick\":1}"));
        shop.fake("stuck").otherwise(Script.neverAnswer());
        slow("still", Script.neverAnswer());
        slow("late", Speech.script(false).delayBefore(Duration.ofMillis(700)));
        slow("dying", Script.json(500, "{\"dying\":1}").delayBefore(Duration.ofMillis(300)));
        shop.fake("saving").otherwise(Speech.script(false).delayBefore(Duration.ofMillis(700)));
    }

    private void slow(String provider, Script script) {
        shop.fake(provider).when(request -> request.bodyText().contains("SLOW"), script);
    }

    @AfterAll
    void close() {
        shop.close();
    }

    private static String route(String name, String provider, String other, int after, String more) {
        String hedge = ",\"hedge\":{\"after\":" + after + more + ",\"to\":{" + Graphs.target(other) + "}}";
        return "  - {name: " + name + ", elements: " + Graphs.of("h", Graphs.model("h", provider, 0, 0, "e", hedge))
                + "}\n";
    }

    private static RawRequest ask(String event, String route, String words) {
        return Shop.named(
                event,
                RawRequest.post("/v1/default/shop/compat/chat/completions")
                        .bearer("sk-test")
                        .json(Speech.body("dynamic/" + route, false).replace("Hello", words)));
    }

    /** On one connection, so that one part of the gateway has seen them all. */
    private static void calls(RawClient client, String route, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(client.send(ask(route + i, route, "Hello"))
                            .response(Fleet.PATIENCE)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void no_more_than_five_of_a_hundred_are_hedged() {
        try (RawClient client = RawClient.connect(shop.gateway.port())) {
            calls(client, "share", 2 * ENOUGH);
        }

        assertThat(shop.asked("tardy")).isEqualTo(2 * ENOUGH);
        assertThat(shop.asked("prompt")).isBetween(1, 2);
    }

    @Test
    void a_second_request_that_may_cost_too_much_is_not_sent() {
        try (RawClient client = RawClient.connect(shop.gateway.port())) {
            calls(client, "capped", ENOUGH + 5);
        }

        assertThat(shop.asked("dear")).isEqualTo(ENOUGH + 5);
        assertThat(shop.asked("spared")).isZero();
    }

    @Test
    void a_client_that_leaves_ends_both() {
        try (RawClient client = RawClient.connect(shop.gateway.port())) {
            calls(client, "left", ENOUGH);
            client.send(ask("both-left", "left", "SLOW"));
            shop.fake("stuck").awaitRequest(0, Fleet.PATIENCE);
            client.reset();
        }

        closed(shop.fake("stuck"), 0);
        closed(shop.fake("still"), ENOUGH);
        CallRow row = shop.row("both-left");
        assertThat(row.outcome()).isEqualTo(Outcome.CLIENT_CLOSED);
        assertThat(row.attempts()).extracting(AttemptRow::failure).containsExactly("cancelled", "cancelled");
        Books.agree(shop.gateway.penstock(), shop.gateway.summaries());
    }

    private static void closed(FakeProvider fake, int request) {
        Await.until(
                "a closed connection",
                Fleet.PATIENCE,
                () -> fake.requests().get(request).closed().isPresent());
    }

    @Test
    void a_second_one_that_fails_leaves_the_first_to_answer() {
        RawResponse response = hedged("unwell");

        assertThat(response.body()).isEqualTo(Speech.answer(false));
        assertThat(response.header("cf-aig-provider")).contains("custom-late");
        assertThat(shop.asked("sick")).isEqualTo(1);
        CallRow row = shop.row("hedged-unwell");
        assertThat(row.attempts()).extracting(AttemptRow::failure).containsExactly("server_error", null);
        assertThat(row.costNano()).isEqualTo(Speech.COST);
    }

    @Test
    void a_first_one_that_fails_leaves_the_second_to_answer() {
        RawResponse response = hedged("saved");

        assertThat(response.body()).isEqualTo(Speech.answer(false));
        assertThat(response.header("cf-aig-provider")).contains("custom-saving");
        assertThat(shop.row("hedged-saved").attempts())
                .extracting(AttemptRow::failure)
                .containsExactly("server_error", null);
    }

    private RawResponse hedged(String route) {
        try (RawClient client = RawClient.connect(shop.gateway.port())) {
            calls(client, route, ENOUGH);
            return client.send(ask("hedged-" + route, route, "SLOW")).response(Fleet.PATIENCE);
        }
    }
}
