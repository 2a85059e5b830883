package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Settlement;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.FaultProxy;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Toxic;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that were taken and never answered: nobody knows whether they were worked on, and charged. */
class UnclearTest {
    private static final Script DEATH = Script.raw("").thenReset();
    private static final String BUDGET = "limits:\n  - {id: money, counts: cost, limit: 1000, window: 1d}";

    @TempDir
    Path folder;

    @Test
    void a_post_is_not_sent_again_to_the_same() {
        try (Shop shop = new Shop(folder, "", "", "one")) {
            shop.fake("one").enqueue(DEATH).otherwise(Speech.script(false));

            RawResponse response = shop.call(Shop.chat("one").header("cf-aig-max-attempts", "5"));

            assertThat(response.status()).isEqualTo(502);
            assertThat(shop.asked("one")).isEqualTo(1);
            assertThat(shop.row().attempts()).hasSize(1);
            assertThat(shop.row().failure()).isEqualTo("broken");
        }
    }

    @Test
    void a_post_whose_answer_broke_off_in_its_head_is_not_sent_again_either() {
        try (Shop shop = new Shop(folder, "", "", "one");
                FaultProxy proxy = FaultProxy.to(shop.fake("one").port());
                RunningGateway gateway = RunningGateway.with("openai", "http://127.0.0.1:" + proxy.port() + "/v1")) {
            shop.fake("one").otherwise(Speech.script(false));
            proxy.towardsClient(new Toxic.ResetPeer(20));

            RawRequest request = RawRequest.post("/v1/default/default/openai/chat/completions")
                    .bearer("sk-test")
                    .header("cf-aig-max-attempts", "3")
                    .json(Speech.body("gpt-4o", false));
            RawResponse response = RawClient.exchange(gateway.port(), request);

            assertThat(response.status()).isEqualTo(502);
            assertThat(shop.asked("one")).isEqualTo(1);
            assertThat(gateway.onlyRow().attempts()).hasSize(1);
        }
    }

    @Test
    void a_post_is_sent_again_where_the_gateway_says_so() {
        try (Shop shop = new Shop(folder, "routing: {replay_unclear: true}\n" + BUDGET, "", "one")) {
            shop.fake("one").enqueue(DEATH, DEATH).otherwise(Speech.script(false));

            RawResponse response = shop.call(Shop.chat("one")
                    .header("cf-aig-custom-cost", Speech.PRICE)
                    .header("cf-aig-max-attempts", "3")
                    .header("cf-aig-retry-delay", "1"));

            assertThat(response.body()).isEqualTo(Speech.answer(false));
            assertThat(shop.asked("one")).isEqualTo(3);
            CallRow row = shop.row();
            assertThat(row.costNano()).isEqualTo(Speech.COST);
            assertThat(row.attempts())
                    .extracting(attempt -> attempt.settlement())
                    .containsOnly(Settlement.SETTLED);
            assertThat(row.attempts())
                    .extracting(attempt -> attempt.failure())
                    .containsExactly("broken", "broken", null);
        }
    }

    @Test
    void a_get_is_sent_again_because_asking_twice_changes_nothing() {
        try (Shop shop = new Shop(folder, "", "", "one")) {
            shop.fake("one").enqueue(DEATH, DEATH).otherwise(Script.json(200, "{\"data\":[]}"));

            RawResponse response = shop.call(RawRequest.get("/v1/default/shop/custom-one/models")
                    .bearer("sk-test")
                    .header("cf-aig-max-attempts", "3")
                    .header("cf-aig-retry-delay", "1"));

            assertThat(response.text()).isEqualTo("{\"data\":[]}");
            assertThat(shop.asked("one")).isEqualTo(3);
        }
    }

    @Test
    void the_next_target_is_asked_and_both_stand_on_the_row_and_in_the_ledger() {
        try (Shop shop = new Shop(folder, BUDGET, "", "one", "two")) {
            shop.fake("one").otherwise(DEATH);
            shop.fake("two").otherwise(Speech.script(false));

            RawResponse response = shop.call(Shop.universal(Shop.step("one", "\"maxAttempts\":3"), Shop.step("two", ""))
                    .header("cf-aig-custom-cost", Speech.PRICE));

            assertThat(response.body()).isEqualTo(Speech.answer(false));
            assertThat(response.header("cf-aig-step")).contains("1");
            CallRow row = shop.row();
            assertThat(shop.asked("one")).isEqualTo(1);
            assertThat(row.attempts()).hasSize(2);
            long held = Objects.requireNonNull(row.attempts().getFirst().reservedNano());
            long counted = shop.gateway.penstock().standings("", 10).stream()
                    .mapToLong(standing -> standing.taken())
                    .sum();
            assertThat(held).isPositive();
            assertThat(counted).isEqualTo(held + Speech.COST);
            assertThat(row.costNano()).isEqualTo(Speech.COST);
        }
    }
}
