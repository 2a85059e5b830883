package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What counts while it is open is given back with the end of the call, whatever ends it. */
class OpenLimitsTest {
    private static final byte[] EVENT =
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n".getBytes(StandardCharsets.UTF_8);
    private static final String CHAT = "/v1/default/shop/openai/chat/completions";

    @Test
    void a_call_beyond_those_at_once_is_refused_until_one_has_ended() throws Exception {
        try (Limited limited = Limited.gateway("limits:\n  - {id: two, counts: calls_at_once, limit: 2}\n")) {
            CompletableFuture<RawResponse> first = limited.underWay();
            CompletableFuture<RawResponse> second = limited.underWay();
            RawResponse third = limited.call("gpt-4o", Map.of());
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.text()).contains("Limit 'two' of this gateway: 2 of 2 calls are under way");
            assertThat(Limited.header(third, "retry-after")).isEqualTo("1");
            limited.slow.countDown();
            assertThat(first.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
            assertThat(second.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
            assertThat(limited.status(Map.of())).isEqualTo(200);
            assertThat(limited.gateway.penstock().standings("", 10)).isEmpty();
        }
    }

    @Test
    void a_client_that_leaves_gives_its_stream_back() {
        String stream = Limited.chat("gpt-4o", "FOREVER").replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");
        try (Limited limited = Limited.gateway("limits:\n  - {id: s, counts: open_streams, limit: 1}\n")) {
            limited.fake.forget();
            limited.fake.answering(request -> request.bodyText().contains("FOREVER")
                    ? Script.sse(List.of(EVENT)).forever(EVENT, Duration.ofMillis(50))
                    : Script.json(200, "{}"));
            RawClient client = RawClient.connect(limited.gateway.port()).send(limited.request(CHAT, stream, Map.of()));
            assertThat(client.head(Limited.PATIENCE).status()).isEqualTo(200);
            assertThat(limited.send(CHAT, stream, Map.of()).text())
                    .contains("Limit 's' of this gateway: 1 of 1 streams are open");
            assertThat(limited.status(Map.of())).as("no stream").isEqualTo(200);
            client.reset();
            Await.until(
                    "the stream given back",
                    Limited.PATIENCE,
                    () -> limited.gateway.penstock().standings("", 10).isEmpty());
            client.close();
        }
    }
}
