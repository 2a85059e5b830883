package dev.penstock.app.hostile;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import java.time.Duration;
import java.util.Optional;

/** Short ways to call a gateway and to ask it how it is. */
final class Calls {
    static final String CHAT = "/v1/default/default/openai/chat/completions";
    static final String UNIVERSAL = "/v1/default/default";
    static final String BODY = "{\"model\":\"gpt-4o\",\"messages\":[]}";
    static final String STREAM = "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[]}";
    static final String ANSWER = "{\"id\":\"c1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
            + "{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}}";

    private static final Duration SETTLING = Duration.ofSeconds(10);

    private Calls() {}

    static RawRequest chat(String body) {
        return RawRequest.post(CHAT).bearer("sk-test").json(body);
    }

    static RawRequest chat(byte[] body) {
        return RawRequest.post(CHAT)
                .bearer("sk-test")
                .header("content-type", "application/json")
                .body(body);
    }

    static RawRequest universal(String body) {
        return RawRequest.post(UNIVERSAL).json(body);
    }

    static RawResponse exchange(RunningGateway gateway, RawRequest request) {
        return RawClient.exchange(gateway.port(), request);
    }

    /** The code of a gateway's own error body. */
    static int code(RawResponse response) {
        return response.json().path("error").path(0).path("code").asInt(-1);
    }

    static String metrics(RunningGateway gateway) {
        return RawClient.exchange(gateway.adminPort(), RawRequest.get("/metrics"))
                .text();
    }

    /** The value of a metric without labels. */
    static double metric(RunningGateway gateway, String name) {
        return metrics(gateway)
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until nothing is held and nobody is connected. */
    static void awaitIdle(RunningGateway gateway) {
        Await.value("an idle gateway", SETTLING, () -> {
            boolean idle = metric(gateway, "penstock_bytes_in_flight") == 0
                    && metric(gateway, "penstock_capture_bytes") == 0
                    && metric(gateway, "penstock_calls_open") == 0
                    && metric(gateway, "penstock_connections_open") == 0;
            return idle ? Optional.of(true) : Optional.empty();
        });
    }
}
