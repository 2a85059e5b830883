package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.BlackHole;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How long a call waits for what. Lower bounds are exact; upper ones leave room for a busy machine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadlinesTest {
    private static final Duration SLACK = Duration.ofMillis(1_900);
    private Shop shop;

    @BeforeAll
    void open(@TempDir Path folder) {
        shop = new Shop(
                folder,
                "",
                "timeouts: {connect: 700ms, first_byte: 2500ms, idle: 10s, total: 3s}\n",
                "silent",
                "header",
                "config",
                "late",
                "mute",
                "endless",
                "warm");
        shop.fake("silent").otherwise(Script.neverAnswer());
        shop.fake("header").otherwise(Script.neverAnswer());
        shop.fake("config").otherwise(Script.neverAnswer());
        shop.fake("mute").otherwise(Script.neverAnswer());
        shop.fake("late").otherwise(Speech.script(false).delayBefore(Duration.ofMillis(900)));
        shop.fake("endless")
                .otherwise(Script.sse(List.of(Speech.answer().list().get(1)))
                        .forever(Speech.answer().list().get(1), Duration.ofMillis(100)));
        shop.fake("warm").otherwise(Speech.script(false));
        shop.call(Shop.chat("warm"));
    }

    @AfterAll
    void close() {
        shop.close();
    }

    private RawResponse within(long least, RawRequest request) {
        return within(shop.gateway, least, request);
    }

    private static RawResponse within(RunningGateway gateway, long least, RawRequest request) {
        long begun = System.nanoTime();
        try (RawClient client = RawClient.connect(gateway.port())) {
            RawResponse response = client.send(request).response(Fleet.PATIENCE);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(took)
                    .isBetween(
                            Duration.ofMillis(least - 20),
                            Duration.ofMillis(least).plus(SLACK));
            return response;
        }
    }

    @Test
    void a_connection_is_waited_for_as_long_as_the_gateway_says() {
        try (BlackHole hole = BlackHole.open();
                RunningGateway gateway = RunningGateway.of(
                        "timeouts: {connect: 700ms}\nproviders:\n  openai: {base_url: \"http://127.0.0.1:" + hole.port()
                                + "/v1\"}\n")) {
            RawRequest request = RawRequest.post("/v1/default/default/openai/chat/completions")
                    .bearer("sk-test")
                    .json(Speech.body("gpt-4o", false));

            assertThat(within(gateway, 700, request).status()).isEqualTo(504);
            assertThat(gateway.onlyRow().failure()).isEqualTo("timed_out_connect");
        }
    }

    @Test
    void a_first_byte_is_waited_for_as_long_as_the_gateway_says() {
        assertThat(within(2_500, Shop.chat("silent")).status()).isEqualTo(504);
    }

    @Test
    void a_request_may_wait_less() {
        assertThat(within(300, Shop.chat("header").header("cf-aig-request-timeout", "300"))
                        .status())
                .isEqualTo(504);
    }

    @Test
    void a_step_may_wait_less_than_its_request() {
        RawRequest request =
                Shop.universal(Shop.step("config", "\"requestTimeout\":300")).header("cf-aig-request-timeout", "2400");

        assertThat(within(300, request).status()).isEqualTo(504);
    }

    @Test
    void the_last_of_several_tries_is_waited_for_beyond_the_requests_timeout() {
        RawResponse response = within(
                1_100,
                Shop.chat("late")
                        .header("cf-aig-request-timeout", "200")
                        .header("cf-aig-max-attempts", "2")
                        .header("cf-aig-retry-delay", "0"));

        assertThat(response.body()).isEqualTo(Speech.answer(false));
        assertThat(shop.asked("late")).isEqualTo(2);
    }

    @Test
    void but_never_beyond_the_gateways_own_bound() {
        RawResponse response = within(
                2_700,
                Shop.chat("mute")
                        .header("cf-aig-request-timeout", "200")
                        .header("cf-aig-max-attempts", "2")
                        .header("cf-aig-retry-delay", "0"));

        assertThat(response.status()).isEqualTo(504);
        assertThat(shop.asked("mute")).isEqualTo(2);
    }

    @Test
    void a_stream_without_end_is_ended_when_the_whole_call_has_taken_too_long() {
        RawResponse response = within(3_000, Shop.chat("endless", true));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.sse().endsWithDone()).isFalse();
        assertThat(Bytes.text(response.body())).contains("\"error\"");
    }
}
