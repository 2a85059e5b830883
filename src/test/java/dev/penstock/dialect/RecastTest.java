package dev.penstock.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Dialect;
import dev.penstock.call.Framing;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of streams: small ones, and what must not have a body. What streams are made of bodies: RecastStreamTest. */
final class RecastTest {
    private static final JsonMapper JSON = new JsonMapper();

    static final String HEAD =
            "\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\",\"system_fingerprint\":\"f\"";

    @Test
    void a_chat_stream_is_folded_choice_by_choice() {
        String stream = chat("{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}")
                + chat("{\"index\":1,\"delta\":{\"role\":\"assistant\",\"content\":\"B\"},\"finish_reason\":null}")
                + chat("{\"index\":0,\"delta\":{\"content\":\"A\\ud83d\"},\"finish_reason\":null}")
                + chat("{\"index\":0,\"delta\":{\"content\":\"\\ude00\"},\"finish_reason\":null}")
                + chat("{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}")
                + chat("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}")
                + usage()
                + "data: [DONE]\n\n";
        same(Recast.body(Dialect.OPENAI_CHAT, Framing.SSE, stream.getBytes(UTF_8)), """
                {"id":"c1","object":"chat.completion","created":7,"model":"m","system_fingerprint":"f","choices":[
                {"index":0,"message":{"role":"assistant","content":"A\\ud83d\\ude00"},"finish_reason":"stop"},
                {"index":1,"message":{"role":"assistant","content":"B"},"finish_reason":"length"}],
                "usage":{"prompt_tokens":1,"completion_tokens":2.50,"total_tokens":1e2}}
                """);
    }

    @Test
    void numbers_are_carried_as_they_were_written() {
        String stream = chat("{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}")
                + usage()
                + "data: [DONE]\n\n";
        assertThat(body(Dialect.OPENAI_CHAT, stream).orElseThrow())
                .contains("\"completion_tokens\":2.50,\"total_tokens\":1e2");
    }

    @Test
    void tool_calls_and_log_probabilities_are_put_end_to_end() {
        String stream = chat(
                        "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"t0\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]},\"logprobs\":{\"content\":[{\"token\":\"x\"}],\"refusal\":null},\"finish_reason\":null}")
                + chat(
                        "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\"\"}},{\"index\":1,\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]},\"logprobs\":{\"content\":[{\"token\":\"y\"}],\"refusal\":null},\"finish_reason\":null}")
                + chat(
                        "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}")
                + usage()
                + "data: [DONE]\n\n";
        same(Recast.body(Dialect.OPENAI_CHAT, Framing.SSE, stream.getBytes(UTF_8)), """
                {"id":"c1","object":"chat.completion","created":7,"model":"m","system_fingerprint":"f","choices":[
                {"index":0,"message":{"role":"assistant","content":null,"tool_calls":[
                {"id":"t0","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}},
                {"id":"t1","type":"function","function":{"name":"g","arguments":"{}"}}]},
                "logprobs":{"content":[{"token":"x"},{"token":"y"}],"refusal":null},"finish_reason":"tool_calls"}],
                "usage":{"prompt_tokens":1,"completion_tokens":2.50,"total_tokens":1e2}}
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"index\":0,\"delta\":{\"content\":\"a\",\"new_thing\":1},\"finish_reason\":\"stop\"}",
                "{\"index\":0,\"delta\":{\"content\":\"a\",\"audio\":{\"id\":\"x\"}},\"finish_reason\":\"stop\"}",
                "{\"index\":0,\"delta\":{\"content\":[{\"type\":\"text\"}]},\"finish_reason\":\"stop\"}",
                "{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null}",
                "{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"error\"}",
                "{\"index\":0,\"delta\":{\"content\":\"a\"},\"message\":{},\"finish_reason\":\"stop\"}",
                "{\"index\":-1,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}",
                "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"t\",\"function\":{\"name\":\"f\"}}]},\"finish_reason\":\"stop\"}",
                "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"function\":{\"name\":\"f\",\"arguments\":{}}}]},\"finish_reason\":\"stop\"}",
                "{\"index\":0,\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}"
            })
    void a_chat_stream_that_does_not_tell_it_exactly_has_no_body(String choice) {
        assertThat(body(Dialect.OPENAI_CHAT, chat(choice) + usage() + "data: [DONE]\n\n"))
                .isEmpty();
    }

    @Test
    void a_chat_stream_needs_its_usage_its_end_and_one_model() {
        String one = chat("{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}");
        String done = "data: [DONE]\n\n";
        assertThat(body(Dialect.OPENAI_CHAT, one + usage() + done)).isPresent();
        assertThat(body(Dialect.OPENAI_CHAT, one + done)).isEmpty();
        assertThat(body(Dialect.OPENAI_CHAT, one + usage())).isEmpty();
        assertThat(body(Dialect.OPENAI_CHAT, one + usage() + done + one)).isEmpty();
        assertThat(body(Dialect.OPENAI_CHAT, one.replace("\"model\":\"m\"", "\"model\":\"n\"") + one + usage() + done))
                .isEmpty();
        assertThat(body(Dialect.OPENAI_CHAT, one + "event: error\ndata: {\"error\":{}}\n\n" + usage() + done))
                .isEmpty();
        assertThat(body(
                        Dialect.OPENAI_CHAT,
                        one + "data: {\"error\":{\"message\":\"x\"},\"choices\":[]}\n\n" + usage() + done))
                .isEmpty();
    }

    @Test
    void line_breaks_comments_and_marks_of_the_framing_do_not_matter() {
        String stream = "\uFEFF: hello\n\nid: 1\n"
                + chat("{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}")
                + usage()
                + "data:[DONE]";
        Optional<String> plain = body(Dialect.OPENAI_CHAT, stream);
        assertThat(plain).isPresent();
        assertThat(body(Dialect.OPENAI_CHAT, stream.replace("\n", "\r\n"))).isEqualTo(plain);
        assertThat(body(Dialect.OPENAI_CHAT, stream.replace("\n", "\r"))).isEqualTo(plain);
        assertThat(body(Dialect.OPENAI_CHAT, stream.replace("\"created\"", "\ndata:\"created\"")))
                .isEqualTo(plain);
    }

    @Test
    void a_message_is_folded_block_by_block_and_its_usage_is_the_last() {
        String stream = MESSAGE_START
                + anthropic(
                        "content_block_start",
                        "\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
                + anthropic(
                        "content_block_delta",
                        "\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}")
                + anthropic("ping", "\"x\":1")
                + anthropic(
                        "content_block_delta",
                        "\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"sig\"}")
                + anthropic("content_block_stop", "\"index\":0")
                + anthropic(
                        "content_block_start",
                        "\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}")
                + anthropic(
                        "content_block_delta",
                        "\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}")
                + anthropic(
                        "content_block_delta",
                        "\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":1.\"}")
                + anthropic(
                        "content_block_delta",
                        "\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"50}\"}")
                + anthropic("content_block_stop", "\"index\":1")
                + MESSAGE_END;
        String body = body(Dialect.ANTHROPIC_MESSAGES, stream).orElseThrow();
        assertThat(body).contains("{\"a\":1.50}");
        assertThat(JSON.readTree(body)).isEqualTo(JSON.readTree("""
                                {"type":"message","id":"m","role":"assistant","model":"c","stop_reason":"tool_use","stop_sequence":null,
                                "content":[{"type":"thinking","thinking":"hm","signature":"sig"},
                                {"type":"tool_use","id":"t","name":"f","input":{"a":1.50}}],
                                "usage":{"input_tokens":3,"output_tokens":9,"service_tier":"standard"}}
                                """));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"index\":0,\"delta\":{\"type\":\"new_delta\",\"text\":\"x\"}",
                "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"x\",\"more\":1}",
                "\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}",
                "\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"x\"}",
                "\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\"}"
            })
    void a_block_that_cannot_be_folded_leaves_no_body(String delta) {
        String start = MESSAGE_START
                + anthropic("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
        String stop = anthropic("content_block_stop", "\"index\":0") + MESSAGE_END;
        assertThat(body(Dialect.ANTHROPIC_MESSAGES, start + stop)).isPresent();
        assertThat(body(Dialect.ANTHROPIC_MESSAGES, start + anthropic("content_block_delta", delta) + stop))
                .isEmpty();
    }

    @Test
    void cache_writes_whose_lifetimes_changed_since_the_start_leave_no_body() {
        String usage =
                "\"input_tokens\":3,\"cache_creation_input_tokens\":0,\"cache_creation\":{\"ephemeral_5m_input_tokens\":0}";
        String start = MESSAGE_START.replace("\"input_tokens\":3", usage);
        assertThat(body(Dialect.ANTHROPIC_MESSAGES, start + MESSAGE_END)).isPresent();
        assertThat(body(
                        Dialect.ANTHROPIC_MESSAGES,
                        start + MESSAGE_END.replace("\"usage\":{", "\"usage\":{\"cache_creation_input_tokens\":5,")))
                .isEmpty();
    }

    @Test
    void a_response_is_the_one_of_its_terminal_event() {
        String item = "{\"id\":\"i\",\"type\":\"message\",\"status\":\"completed\",\"content\":[]}";
        String done = "data: {\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + item + "}\n\n";
        String response =
                "{\"object\":\"response\",\"status\":\"completed\",\"output\":[" + item + "],\"usage\":{\"a\":1.0}}";
        String end = "data: {\"type\":\"response.completed\",\"response\":" + response + "}\n\n";
        assertThat(body(Dialect.OPENAI_RESPONSES, done + end)).contains(response);
        assertThat(body(Dialect.OPENAI_RESPONSES, done + end + "data: [DONE]\n\n"))
                .contains(response);
        assertThat(body(Dialect.OPENAI_RESPONSES, end)).as("an item is missing").isEmpty();
        assertThat(body(Dialect.OPENAI_RESPONSES, done)).isEmpty();
        assertThat(body(Dialect.OPENAI_RESPONSES, done + end + done)).isEmpty();
        assertThat(body(Dialect.OPENAI_RESPONSES, done + end.replace("completed", "failed")))
                .isEmpty();
        assertThat(body(Dialect.OPENAI_RESPONSES, done + end.replace("{\"a\":1.0}", "null")))
                .isEmpty();
    }

    @Test
    void gemini_texts_are_joined_and_signed_parts_stay_apart() {
        String stream = gemini("{\"text\":\"a\",\"thought\":true}", "")
                + gemini("{\"text\":\"b\"},{\"text\":\"c\"}", "")
                + gemini("{\"text\":\"d\",\"thoughtSignature\":\"s\"},{\"text\":\"\"}", ",\"finishReason\":\"STOP\"");
        String body = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\",\"thought\":true},{\"text\":\"bc\"},"
                + "{\"text\":\"d\",\"thoughtSignature\":\"s\"}],\"role\":\"model\"},\"finishReason\":\"STOP\"}],"
                + "\"modelVersion\":\"g\",\"usageMetadata\":{\"totalTokenCount\":4}}";
        same(Recast.body(Dialect.GEMINI, Framing.SSE, stream.getBytes(UTF_8)), body);
        String array = "[" + stream.replace("data: ", "").strip().replace("\n\n", ",") + "]";
        same(Recast.body(Dialect.GEMINI, Framing.JSON_ARRAY, array.getBytes(UTF_8)), body);
        assertThat(body(Dialect.GEMINI, stream.substring(0, stream.lastIndexOf("data:"))))
                .isEmpty();
    }

    /** Not one answer of ours may be larger than what was read many times over, nor take more than its length. */
    @Test
    @Timeout(20)
    void ten_megabytes_are_folded_and_cut_in_time() {
        StringBuilder stream = new StringBuilder();
        String chunk =
                chat("{\"index\":0,\"delta\":{\"content\":\"" + "word ".repeat(20) + "\"},\"finish_reason\":null}");
        while (stream.length() < 10 << 20) {
            stream.append(chunk);
        }
        stream.append(chat("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}"))
                .append(usage())
                .append("data: [DONE]\n\n");
        long begin = System.nanoTime();
        byte[] body = Recast.body(
                        Dialect.OPENAI_CHAT, Framing.SSE, stream.toString().getBytes(UTF_8))
                .orElseThrow();
        byte[] again =
                Recast.stream(Dialect.OPENAI_CHAT, Framing.SSE, body, true).orElseThrow();
        System.out.println(
                "10 MB in ms: " + Duration.ofNanos(System.nanoTime() - begin).toMillis());
        assertThat(Recast.body(Dialect.OPENAI_CHAT, Framing.SSE, again)).contains(body);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void what_is_no_stream_has_no_body_and_what_is_no_answer_no_stream(Dialect dialect) {
        for (Framing framing : Framing.values()) {
            for (String text :
                    new String[] {"", "{}", "[]", "null", "data: {}\n\n", "data: [DONE]\n\n", "\u0000", "{\"error\":{}}"
                    }) {
                assertThat(Recast.body(dialect, framing, text.getBytes(UTF_8)))
                        .as(text)
                        .isEmpty();
                assertThat(Recast.stream(dialect, framing, text.getBytes(UTF_8), false))
                        .as(text)
                        .isEmpty();
            }
        }
    }

    static final String MESSAGE_START = anthropic(
            "message_start",
            "\"message\":{\"type\":\"message\",\"id\":\"m\",\"role\":\"assistant\",\"model\":\"c\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":3,\"output_tokens\":1,\"service_tier\":\"standard\"}}");

    static final String MESSAGE_END = anthropic(
                    "message_delta",
                    "\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":9}")
            + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    static String anthropic(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }

    static String chat(String choice) {
        return "data: {" + HEAD + ",\"choices\":[" + choice + "],\"usage\":null,\"obfuscation\":\"xyz\"}\n\n";
    }

    static String usage() {
        return "data: {" + HEAD
                + ",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2.50,\"total_tokens\":1e2}}\n\n";
    }

    private static String gemini(String parts, String end) {
        return "data: {\"candidates\":[{\"content\":{\"parts\":[" + parts + "],\"role\":\"model\"}" + end
                + "}],\"usageMetadata\":{\"totalTokenCount\":4},\"modelVersion\":\"g\"}\n\n";
    }

    private static Optional<String> body(Dialect dialect, String stream) {
        return Recast.body(dialect, Framing.SSE, stream.getBytes(UTF_8)).map(body -> new String(body, UTF_8));
    }

    private static void same(Optional<byte[]> body, String expected) {
        assertThat(body.map(JSON::readTree)).contains(JSON.readTree(expected));
    }
}
