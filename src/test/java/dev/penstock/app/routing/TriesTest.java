package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallRow;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose word on tries holds, and which words are none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TriesTest {
    private static final String SETTINGS = "retry_max_attempts: 2\nretry_delay: 1\nretry_backoff: constant";
    private Shop shop;

    @BeforeAll
    void open(@TempDir Path folder) {
        List<String> failing = List.of("plain", "header", "less", "step", "two", "three", "one");
        shop = new Shop(
                folder,
                SETTINGS,
                "",
                Stream.concat(failing.stream(), Stream.of("fine", "lame", "spared"))
                        .toArray(String[]::new));
        failing.forEach(provider -> shop.fake(provider).otherwise(Script.json(500, "{}")));
        shop.fake("fine").otherwise(Speech.script(false));
        shop.fake("lame").enqueue(Script.json(500, "{}")).otherwise(Speech.script(false));
    }

    @AfterAll
    void close() {
        shop.close();
    }

    @Test
    void a_step_says_more_than_its_request_and_that_more_than_its_gateway() {
        shop.call(Shop.chat("plain"));
        shop.call(Shop.chat("header").header("cf-aig-max-attempts", "3"));
        shop.call(Shop.chat("less").header("cf-aig-max-attempts", "1"));
        shop.call(Shop.universal(Shop.step("step", "\"maxAttempts\":4")).header("cf-aig-max-attempts", "3"));

        assertThat(shop.asked("plain")).isEqualTo(2);
        assertThat(shop.asked("header")).isEqualTo(3);
        assertThat(shop.asked("less")).isEqualTo(1);
        assertThat(shop.asked("step")).isEqualTo(4);
    }

    @Test
    void each_steps_own_number_of_tries_holds_for_it_alone() {
        RawResponse response = shop.call(Shop.named(
                "each",
                Shop.universal(
                        Shop.step("two", ""),
                        Shop.step("three", "\"maxAttempts\":3"),
                        Shop.step("one", "\"maxAttempts\":1"),
                        Shop.step("fine", ""))));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("cf-aig-step")).contains("3");
        assertThat(shop.asked("two")).isEqualTo(2);
        assertThat(shop.asked("three")).isEqualTo(3);
        assertThat(shop.asked("one")).isEqualTo(1);
        assertThat(shop.asked("fine")).isEqualTo(1);
        CallRow row = shop.row("each");
        assertThat(row.attempts()).extracting(attempt -> attempt.step()).containsExactly(0, 0, 1, 1, 1, 2, 3);
        assertThat(row.attempts()).extracting(attempt -> attempt.index()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void a_try_that_succeeds_ends_it() {
        RawResponse response = shop.call(Shop.named("lame", Shop.chat("lame").header("cf-aig-max-attempts", "5")));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("cf-aig-step")).contains("0");
        assertThat(shop.asked("lame")).isEqualTo(2);
        assertThat(shop.row("lame").success()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "cf-aig-max-attempts, 0",
        "cf-aig-max-attempts, 6",
        "cf-aig-max-attempts, -1",
        "cf-aig-max-attempts, 2.5",
        "cf-aig-max-attempts, lots",
        "cf-aig-max-attempts, 99999999999999999999",
        "cf-aig-retry-delay, -1",
        "cf-aig-retry-delay, 60001",
        "cf-aig-retry-delay, 1s",
        "cf-aig-backoff, random",
        "cf-aig-request-timeout, 0",
        "cf-aig-request-timeout, -5",
        "cf-aig-request-timeout, soon"
    })
    void a_value_that_is_none_is_refused_by_its_name_and_nothing_is_sent(String header, String value) {
        RawRequest plain = Shop.chat("spared").header(header, value);
        RawRequest universal = Shop.universal(Shop.step("spared", "")).header(header, value);

        for (RawRequest request : new RawRequest[] {plain, universal}) {
            RawResponse response = shop.call(request);
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).contains(header).contains(value);
        }
        assertThat(shop.asked("spared")).isZero();
    }
}
