package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ActorProviderTest {
    private static final String TOOLS = """
            ,"tools":[{"type":"function","function":{"name":"weather","parameters":
            {"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}}}}}]""";

    private final ActorProvider actor = ActorProvider.start();

    @AfterEach
    void stop() {
        actor.close();
    }

    private RawResponse chat(String model, String more) {
        String body = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Say höi\"}]%s}"
                .formatted(model, more);
        return RawClient.exchange(
                actor.port(),
                RawRequest.post("/v1/chat/completions").bearer("k").json(body));
    }

    private static String text(SseLines sse) {
        StringBuilder text = new StringBuilder();
        sse.events().stream()
                .filter(event -> !event.isDone())
                .forEach(event -> text.append(event.json()
                        .path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asString("")));
        return text.toString();
    }

    @Test
    void echoes_whole_and_streamed() {
        assertThat(chat("echo", "").json().at("/choices/0/message/content").asString())
                .isEqualTo("Say höi");
        SseLines sse = chat("openai/echo-mini", ",\"stream\":true").sse();
        assertThat(text(sse)).isEqualTo("Say höi");
        assertThat(sse.endsWithDone()).isTrue();
        assertThat(sse.problems()).isEmpty();
        assertThat(chat("echo", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}")
                        .text())
                .contains("\"total_tokens\"");
    }

    @Test
    void calls_tools_with_arguments_that_fit_their_schema() {
        RawResponse one = chat("tool", TOOLS);
        assertThat(one.json().at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
        assertThat(one.json()
                        .at("/choices/0/message/tool_calls/0/function/arguments")
                        .asString())
                .isEqualTo("{\"city\":\"text\",\"days\":1}");
        assertThat(chat("tools2", TOOLS)
                        .json()
                        .at("/choices/0/message/tool_calls")
                        .size())
                .isEqualTo(2);
        assertThat(chat("noargs", TOOLS)
                        .json()
                        .at("/choices/0/message/tool_calls/0/function/arguments")
                        .asString())
                .isEmpty();
        assertThat(chat("gpt-any", TOOLS)
                        .json()
                        .at("/choices/0/message/tool_calls")
                        .size())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"err-401,401", "err-404,404", "err-429,429", "err-500,500", "err-529,529"})
    void fails_as_it_is_asked_to(String model, int status) {
        RawResponse response = chat(model, "");
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.json().at("/error/message").asString()).isNotEmpty();
    }

    @Test
    void breaks_its_streams_as_it_is_asked_to() {
        String stream = ",\"stream\":true";
        assertThat(chat("instream-err", stream).sse().data().getLast()).contains("\"error\"");
        RawResponse cut = chat("cut", stream);
        assertThat(cut.complete()).isFalse();
        assertThat(cut.sse().endsWithDone()).isFalse();
        assertThat(chat("nodone", stream).sse().endsWithDone()).isFalse();
        assertThat(chat("nodone", stream).complete()).isTrue();
        assertThat(chat("crlf", stream).text()).contains("\r\n\r\n");
        assertThat(text(chat("split-utf8", stream).sse())).contains("😀");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/chat/completions", "/v1/responses", "/v1/messages", "/v2/chat", "/model/echo/converse"})
    void wants_a_key(String path) {
        RawResponse response =
                RawClient.exchange(actor.port(), RawRequest.post(path).json("{}"));
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.text()).contains("API key");
    }

    @Test
    void speaks_the_other_dialects() {
        RawRequest anthropic = RawRequest.post("/v1/messages")
                .header("x-api-key", "k")
                .header("anthropic-version", "2023-06-01")
                .json("{\"model\":\"echo\",\"max_tokens\":9,\"stream\":true,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}]}");
        SseLines messages = RawClient.exchange(actor.port(), anthropic).sse();
        assertThat(messages.events().getLast().name()).hasValue("message_stop");
        RawRequest gemini = RawRequest.post("/v1beta/models/echo:streamGenerateContent?alt=sse")
                .header("x-goog-api-key", "k")
                .json("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}");
        assertThat(RawClient.exchange(actor.port(), gemini)
                        .sse()
                        .events()
                        .getLast()
                        .json()
                        .at("/candidates/0/finishReason")
                        .asString())
                .isEqualTo("STOP");
        RawRequest responses = RawRequest.post("/v1/responses")
                .bearer("k")
                .json("{\"model\":\"think\",\"input\":\"hi\",\"stream\":true}");
        assertThat(RawClient.exchange(actor.port(), responses)
                        .sse()
                        .events()
                        .getLast()
                        .name())
                .hasValue("response.completed");
        RawRequest embeddings =
                RawRequest.post("/v1/embeddings").bearer("k").json("{\"model\":\"e\",\"input\":[\"a\",\"b\"]}");
        assertThat(RawClient.exchange(actor.port(), embeddings)
                        .json()
                        .path("data")
                        .size())
                .isEqualTo(2);
        assertThat(RawClient.exchange(actor.port(), RawRequest.get("/v1/models").bearer("k"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refuses_what_the_provider_would_refuse() {
        assertThat(chat("echo", ",\"stream_options\":{\"include_usage\":true}").status())
                .isEqualTo(400);
    }
}
