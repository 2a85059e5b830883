package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.KeptKeys;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which call finds out whether what was left alone is back. */
class ProbesTest {
    private static final String SOON = "health: {breaker: {open: 1s, longest_open: 1s, slow_start: 0s},"
            + " cooling: {rejected: 1s}, retries: {least: 100}}\n";

    @Test
    void a_call_that_is_answered_from_the_cache_leaves_the_probe_to_the_next(@TempDir Path folder) {
        try (Shop shop = new Shop(folder, "cache_ttl: 600\n", SOON, "one", "two")) {
            shop.fake("one").otherwise(Speech.script(false));
            shop.fake("two").otherwise(Speech.script(false));
            shop.fake("one").when(request -> request.bodyText().contains("BAD"), Script.json(500, "{}"));
            assertThat(asked(shop, "kept")).contains("0");
            int before = 0;
            for (int i = 0; i < 6; i++) {
                before = shop.asked("one");
                assertThat(asked(shop, "BAD " + i)).contains("1");
            }
            assertThat(shop.asked("one")).as("it is left alone").isEqualTo(before);

            Await.until(
                    "its time to be up",
                    Fleet.PATIENCE,
                    () -> RawClient.exchange(shop.gateway.port(), RawRequest.get("/ai-gateway/health"))
                            .text()
                            .contains("\"half_open\":1"));
            assertThat(asked(shop, "kept")).contains("0");

            assertThat(asked(shop, "fresh")).contains("0");
        }
    }

    private static Optional<String> asked(Shop shop, String words) {
        String steps = Shop.step("one", "").replace("Hello", words) + "," + Shop.step("two", "");
        RawResponse response = shop.call(Shop.universal(steps));
        assertThat(response.status()).isEqualTo(200);
        return response.header("cf-aig-step");
    }

    @Test
    void one_call_alone_finds_out_whether_a_key_is_taken_again() {
        KeptKeys keys = new KeptKeys().put("openai", "default", "sk-one").put("openai", "second", "sk-two");
        try (FakeProvider fake = FakeProvider.start();
                RunningGateway gateway = RunningGateway.of(
                        SOON + "providers: {openai: {base_url: '" + fake.origin()
                                + "/v1'}}\ngateways: [{id: shop, authentication: false, routing: {keys: all}}]\n",
                        keys)) {
            fake.otherwise(Speech.script(false));
            fake.when(
                    request -> request.header("authorization").equals(Optional.of("Bearer sk-one")),
                    Script.json(401, "{}").delayBefore(Duration.ofMillis(700)));
            RawResponse first = RawClient.exchange(gateway.port(), chat());
            assertThat(first.status()).as(first.text()).isEqualTo(200);
            assertThat(one(fake)).isEqualTo(1);
            Await.until("the key to be asked again", Fleet.PATIENCE, () -> {
                List<RawClient> clients = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    clients.add(RawClient.connect(gateway.port()).send(chat()));
                }
                for (RawClient client : clients) {
                    assertThat(client.response(Fleet.PATIENCE).status()).isEqualTo(200);
                    client.close();
                }
                return one(fake) > 1;
            });

            assertThat(one(fake)).isEqualTo(2);
        }
    }

    private static long one(FakeProvider fake) {
        return fake.requests().stream()
                .filter(request -> request.header("authorization").equals(Optional.of("Bearer sk-one")))
                .count();
    }

    private static RawRequest chat() {
        return RawRequest.post("/v1/default/shop/openai/chat/completions").json(Speech.body("gpt-4o", false));
    }
}
