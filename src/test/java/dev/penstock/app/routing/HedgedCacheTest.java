package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that asks two targets at once while others wait for its answer. */
class HedgedCacheTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String ROUTE = Graphs.of(
            "h",
            Graphs.model("h", "slow", 0, 0, "e", ",\"hedge\":{\"after\":100,\"to\":{" + Graphs.target("spare") + "}}"));

    @Test
    void those_who_wait_for_a_slow_target_get_an_answer_though_another_was_asked_beside_it(@TempDir Path folder) {
        String settings = "cache_ttl: 600\nroutes:\n  - {name: hedged, elements: " + ROUTE + "}\n";
        try (Shop shop = new Shop(folder, settings, "", "slow", "spare")) {
            shop.fake("slow").otherwise(Speech.script(false));
            shop.fake("slow")
                    .when(
                            request -> request.bodyText().contains("SLOW"),
                            Speech.script(false).delayBefore(Duration.ofSeconds(1)));
            shop.fake("spare").otherwise(Speech.script(false).delayBefore(Duration.ofSeconds(30)));
            try (RawClient first = RawClient.connect(shop.gateway.port());
                    RawClient second = RawClient.connect(shop.gateway.port())) {
                for (int i = 0; i < 22; i++) {
                    assertThat(first.send(ask("before-" + i, "Hello " + i))
                                    .response(SOON)
                                    .status())
                            .isEqualTo(200);
                }
                first.send(ask("first", "SLOW"));
                Await.until("the first to be asked for", SOON, () -> shop.asked("slow") == 23);
                second.send(ask("second", "SLOW"));
                Await.until("the other target to be asked", SOON, () -> shop.asked("spare") == 1);

                RawResponse mine = first.response(SOON);
                assertThat(mine.status()).isEqualTo(200);
                assertThat(mine.header("cf-aig-provider")).contains("custom-slow");
                assertThat(second.response(SOON).status()).isEqualTo(200);
            }
            CallRow row = shop.row("first");
            assertThat(row.reuse()).isNull();
            assertThat(row.costNano()).isEqualTo(Speech.COST);
        }
    }

    private static RawRequest ask(String event, String words) {
        return Shop.named(
                event,
                RawRequest.post("/v1/default/shop/compat/chat/completions")
                        .bearer("sk-test")
                        .json(Speech.body("dynamic/hedged", false).replace("Hello", words)));
    }
}
