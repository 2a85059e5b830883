package dev.penstock.demo;

import static dev.penstock.demo.DemoClient.CHAT;
import static dev.penstock.demo.DemoClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Refusals, bounds, pace and clients that leave. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoRefusalTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final DemoClient demo = new DemoClient(Duration.ZERO);

    @AfterAll
    void stops() {
        demo.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/chat/completions                   | {                                             | 400 | /error/type   | invalid_request_error
            /v1/chat/completions                   | []                                            | 400 | /error/type   | invalid_request_error
            /v1/chat/completions                   | {"model":"demo-chat"}                         | 400 | /error/type   | invalid_request_error
            /v1/chat/completions                   | {"model":"gpt-9","messages":[]}               | 404 | /error/code   | model_not_found
            /v1/responses                          | {"model":"gpt-9","input":"x"}                 | 404 | /error/code   | model_not_found
            /v1/responses                          | nonsense                                      | 400 | /error/type   | invalid_request_error
            /v1/messages                           | {"model":"demo-chat","messages":[]}           | 400 | /error/type   | invalid_request_error
            /v1/messages                           | {"model":"claude","max_tokens":9}             | 404 | /error/type   | not_found_error
            /v1beta/models/demo-chat:generateContent | {}                                          | 400 | /error/status | INVALID_ARGUMENT
            /v1beta/models/gemini-9:streamGenerateContent | {"contents":[{}]}                      | 404 | /error/status | NOT_FOUND
            /v1/unknown                            | {}                                            | 404 | /error/type   | invalid_request_error
            """)
    void refuses_in_the_dialects_own_shape(String path, String body, int status, String pointer, String expected)
            throws Exception {
        HttpResponse<String> response = demo.post(path, body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode error = JSON.readTree(response.body());
        assertThat(error.at(pointer).asString()).isEqualTo(expected);
        assertThat(error.at("/error/message").asString()).isNotBlank();
    }

    @Test
    void refuses_a_body_beyond_its_bound() throws Exception {
        HttpResponse<String> response = demo.post("/v1/messages", "x".repeat((1 << 20) + 1));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(JSON.readTree(response.body()).at("/error/type").asString()).isEqualTo("request_too_large");
    }

    @Test
    void keeps_a_human_pace_and_survives_clients_that_leave() throws Exception {
        String body = chat("demo-chat", "Hi", ",\"stream\":true");
        try (DemoClient paced = new DemoClient(Duration.ofMillis(10))) {
            leaveAfterTheFirstByte(paced, body);
            long begun = System.nanoTime();
            try (InputStream in = paced.open(CHAT, body).body()) {
                assertThat(in.read()).isEqualTo('d');
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(55));
                assertThat(in.readAllBytes()).endsWith("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(500));
        }
    }

    private static void leaveAfterTheFirstByte(DemoClient paced, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), paced.port())) {
            String head = "POST " + CHAT + " HTTP/1.1\r\nhost: demo\r\ncontent-length: " + body.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
    }
}
