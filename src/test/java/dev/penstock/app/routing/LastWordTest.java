package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a client gets where all fails, and what becomes of a call whose client does not wait for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LastWordTest {
    private static final Script GONE = Script.raw("").thenReset();
    private Shop shop;

    @BeforeAll
    void open(@TempDir Path folder) {
        shop = new Shop(
                folder,
                "",
                "timeouts: {first_byte: 20s}\n",
                "a",
                "b",
                "c",
                "numbers",
                "held",
                "gone",
                "late",
                "left",
                "stepped",
                "well");
    }

    @AfterAll
    void close() {
        shop.close();
    }

    @Test
    void the_last_providers_answer_is_given_to_the_byte() {
        shop.fake("a").otherwise(Script.json(500, "{\"a\":1}"));
        shop.fake("b").otherwise(Script.json(400, "{\"b\":1}"));
        shop.fake("c")
                .otherwise(Script.answer(429)
                        .header("content-type", "text/plain; charset=utf-8")
                        .header("retry-after", "287441")
                        .header("retry-after-ms", "287441000")
                        .body("Sl\u00f6w down,\r\n please"));

        RawResponse response =
                shop.call(Shop.universal(Shop.step("a", ""), Shop.step("b", ""), Shop.step("c", "\"maxAttempts\":2")));

        assertThat(response.status()).isEqualTo(429);
        assertThat(response.text()).isEqualTo("Sl\u00f6w down,\r\n please");
        assertThat(response.header("content-type")).contains("text/plain; charset=utf-8");
        assertThat(response.header("retry-after")).contains("287441");
        assertThat(response.header("retry-after-ms")).contains("287441000");
        assertThat(response.header("cf-aig-step")).contains("2");
        assertThat(shop.asked("c")).isEqualTo(1);
    }

    @Test
    void of_several_tries_the_last_answer_is_given() {
        shop.fake("numbers")
                .enqueue(
                        Script.json(500, "{\"try\":1}"),
                        Script.json(503, "{\"try\":2}"),
                        Script.json(529, "{\"try\":3}"));

        RawResponse response = shop.call(
                Shop.chat("numbers").header("cf-aig-max-attempts", "3").header("cf-aig-retry-delay", "1"));

        assertThat(response.status()).isEqualTo(529);
        assertThat(response.text()).isEqualTo("{\"try\":3}");
    }

    @Test
    void an_answer_that_was_held_is_given_where_the_last_try_brought_none() {
        shop.fake("held").enqueue(Script.json(500, "{\"try\":1}").header("x-request-id", "r1"), GONE);

        RawResponse response = shop.call(Shop.named(
                "held", Shop.chat("held").header("cf-aig-max-attempts", "3").header("cf-aig-retry-delay", "1")));

        assertThat(response.status()).isEqualTo(500);
        assertThat(response.text()).isEqualTo("{\"try\":1}");
        CallRow row = shop.row("held");
        assertThat(row.attempts()).hasSize(2);
        assertThat(row.attempts())
                .extracting(attempt -> attempt.failure())
                .containsExactlyInAnyOrder("server_error", "broken");
    }

    @Test
    void where_nobody_said_anything_the_answer_is_ours() {
        shop.fake("gone").otherwise(GONE);
        shop.fake("late").otherwise(Script.neverAnswer());

        RawResponse gone =
                shop.call(Shop.universal(Shop.step("late", "\"requestTimeout\":200"), Shop.step("gone", "")));
        RawResponse late =
                shop.call(Shop.universal(Shop.step("gone", ""), Shop.step("late", "\"requestTimeout\":200")));

        assertThat(gone.status()).isEqualTo(502);
        assertThat(late.status()).isEqualTo(504);
        for (RawResponse response : new RawResponse[] {gone, late}) {
            assertThat(response.json().path("error").path(0).path("code").asInt())
                    .isEqualTo(2005);
            assertThat(response.header("content-type").orElse("")).startsWith("application/json");
            assertThat(response.header("cf-aig-step")).contains("1");
        }
    }

    @Test
    void a_client_that_leaves_during_the_wait_ends_the_call_at_once() {
        shop.fake("left").otherwise(Script.json(429, "{}").header("retry-after-ms", "1500"));
        shop.fake("well").otherwise(Speech.script(false));

        leaves("left", Shop.chat("left").header("cf-aig-max-attempts", "3"));
        shop.fake("stepped").otherwise(Script.json(503, "{}").header("retry-after-ms", "1500"));
        leaves("stepped", Shop.universal(Shop.step("stepped", "\"maxAttempts\":3"), Shop.step("well", "")));

        assertThat(shop.asked("well")).isZero();
    }

    private void leaves(String provider, RawRequest request) {
        try (RawClient client = RawClient.connect(shop.gateway.port())) {
            client.send(Shop.named(provider, request));
            shop.fake(provider).awaitRequest(0, Fleet.PATIENCE).awaitAnswered(Fleet.PATIENCE);
            Await.until(
                    "the wait", Fleet.PATIENCE, () -> shop.gateway.penstock().openCalls() == 1);
            client.reset();
        }
        Await.until(
                "an end", Duration.ofSeconds(1), () -> shop.gateway.penstock().openCalls() == 0);
        CallRow row = shop.row(provider);
        assertThat(row.outcome()).isEqualTo(Outcome.CLIENT_CLOSED);
        assertThat(row.attempts()).hasSize(1);
        Await.staysTrue("no further try", Duration.ofMillis(1_700), () -> shop.asked(provider) == 1);
        assertThat(shop.gateway.summaries().stream().filter(one -> one.eventId().equals(provider)))
                .singleElement()
                .satisfies(last -> {
                    // Who said no charges nothing, also where nobody heard it.
                    assertThat(last.costNano()).isZero();
                    assertThat(last.providerCostNano()).isNull();
                    assertThat(last.usageSource()).isEqualTo(UsageSource.NONE);
                });
    }
}
