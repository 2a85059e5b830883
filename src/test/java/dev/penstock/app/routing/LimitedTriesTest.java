package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ledger.Books;
import dev.penstock.call.Counted;
import dev.penstock.record.AttemptRow;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits and several tries: a call takes no more of a limit than a call, and no try stands in another's way. */
class LimitedTriesTest {
    @TempDir
    Path folder;

    private Shop open(String limits) {
        Shop shop = new Shop(folder, limits, "", "one", "two");
        shop.fake("two").otherwise(Speech.script(false));
        return shop;
    }

    private static RawRequest retrying() {
        return Shop.named(
                "call", Shop.chat("one").header("cf-aig-max-attempts", "3").header("cf-aig-retry-delay", "1"));
    }

    private static void answered(Shop shop, RawResponse response, int attempts) {
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(shop.row("call").attempts()).as("attempts").hasSize(attempts);
        assertThat(shop.row("call").attempts()).extracting(AttemptRow::failure).doesNotContain("over_limit");
        Books.agree(shop.gateway.penstock(), shop.gateway.summaries());
    }

    @Test
    void a_try_that_failed_gives_its_place_among_open_calls_to_the_next() {
        try (Shop shop = open("limits:\n  - {id: once, counts: calls_at_once, limit: 1}")) {
            shop.fake("one")
                    .enqueue(Script.json(500, "{}"), Script.json(500, "{}"))
                    .otherwise(Speech.script(false));

            answered(shop, shop.call(retrying()), 3);
        }
    }

    @Test
    void one_that_nobody_knows_the_end_of_gives_its_place_up_too() {
        try (Shop shop = open("limits:\n  - {id: once, counts: calls_at_once, limit: 1}")) {
            shop.fake("one").enqueue(Script.neverAnswer()).otherwise(Speech.script(false));

            answered(shop, shop.call(retrying().header("cf-aig-request-timeout", "600")), 2);
        }
    }

    @Test
    void one_that_died_gives_its_place_to_the_next_target() {
        try (Shop shop = open("limits:\n  - {id: once, counts: calls_at_once, limit: 1}")) {
            shop.fake("one").otherwise(Script.raw("").thenReset());

            answered(
                    shop, shop.call(Shop.named("call", Shop.universal(Shop.step("one", ""), Shop.step("two", "")))), 2);
        }
    }

    @Test
    void a_call_that_is_tried_three_times_is_one_request() {
        try (Shop shop = open("limits:\n  - {id: requests, counts: requests, limit: 1, window: 1d}")) {
            shop.fake("one")
                    .enqueue(Script.json(500, "{}"), Script.json(500, "{}"))
                    .otherwise(Speech.script(false));

            answered(shop, shop.call(retrying()), 3);

            long counted = shop.gateway.penstock().standings("", 10).stream()
                    .filter(standing -> standing.counted() == Counted.REQUESTS)
                    .mapToLong(standing -> standing.taken())
                    .sum();
            assertThat(counted).isEqualTo(1);
            assertThat(shop.call(Shop.chat("two")).status()).isEqualTo(429);
        }
    }

    @Test
    void cloudflares_rate_limit_counts_calls_not_tries() {
        try (Shop shop = open("rate_limiting_interval: 3600\nrate_limiting_limit: 1")) {
            shop.fake("one")
                    .enqueue(Script.json(500, "{}"), Script.json(500, "{}"))
                    .otherwise(Speech.script(false));

            answered(shop, shop.call(retrying()), 3);

            assertThat(shop.call(Shop.chat("two")).status()).isEqualTo(429);
        }
    }

    @Test
    void a_timeout_does_not_take_the_next_tries_money() {
        // The worst of one try is 365,000; of two at most 730,000.
        try (Shop shop = open("limits:\n  - {id: money, counts: cost, limit: 0.001, window: 1d}")) {
            shop.fake("one").enqueue(Script.neverAnswer()).otherwise(Speech.script(false));
            // The first count of tokens takes long, and belongs to the time a call may wait.
            assertThat(shop.call(Shop.named("warm", Shop.chat("two"))).status()).isEqualTo(200);

            answered(shop, shop.call(retrying().header("cf-aig-request-timeout", "600")), 2);
        }
    }
}
