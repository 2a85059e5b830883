package dev.penstock.dialect;

import static dev.penstock.call.Dialect.BEDROCK_CONVERSE;
import static dev.penstock.call.Dialect.BEDROCK_INVOKE;
import static dev.penstock.dialect.Answers.body;
import static dev.penstock.dialect.Answers.event;
import static dev.penstock.dialect.Answers.reader;
import static dev.penstock.dialect.Answers.usage;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Usage;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BedrockAnswersTest {
    @Test
    void converse_ends_with_the_metadata_that_follows_the_stop() {
        AnswerReader read = reader(BEDROCK_CONVERSE);
        event(read, "messageStart", "{\"role\":\"assistant\",\"p\":\"ab\"}");
        event(
                read,
                "contentBlockDelta",
                "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\"hm \"}}}");
        event(read, "contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"text\":\"Hi \"}}");
        event(read, "contentBlockDelta", "{\"contentBlockIndex\":2,\"delta\":{\"toolUse\":{\"input\":\"{}\"}}}");
        assertThat(read.mayEnd()).isFalse();
        event(read, "messageStop", "{\"stopReason\":\"end_turn\"}");
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.hasEnded()).isFalse();
        event(
                read,
                "metadata",
                "{\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"totalTokens\":115,\"cacheReadInputTokens\":60,\"cacheWriteInputTokens\":40,"
                        + "\"cacheDetails\":[{\"ttl\":\"5m\",\"inputTokens\":30},{\"ttl\":\"1h\",\"inputTokens\":10}],\"serverToolUsage\":{\"webSearch\":1}},\"metrics\":{\"latencyMs\":5}}");
        assertThat(read.usage())
                .isEqualTo(new Usage(
                        10L, 60L, 30L, 10L, 5L, null, null, null, null, null, null, Map.of("webSearch", 1L), null));
        assertThat(read.hasEnded()).isTrue();
        assertThat(read.delivered()).hasToString("hm Hi {}");
    }

    @Test
    void converse_has_not_ended_with_metadata_that_precedes_the_stop() {
        AnswerReader read = reader(BEDROCK_CONVERSE);
        event(read, "metadata", "{\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"totalTokens\":15}}");
        assertThat(read.mayEnd()).isFalse();
        assertThat(read.hasEnded()).isFalse();
        event(read, "messageStop", "{\"stopReason\":\"tool_use\"}");
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.hasEnded()).isTrue();
    }

    @Test
    void input_that_includes_the_cache_by_its_own_total_is_reduced() {
        AnswerReader read = body(
                BEDROCK_CONVERSE,
                "{\"output\":{\"message\":{\"content\":[{\"text\":\"a\"}]}},\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":4995,\"outputTokens\":5,\"totalTokens\":5000,\"cacheReadInputTokens\":0,\"cacheWriteInputTokens\":4993}}");
        assertThat(read.usage()).isEqualTo(usage(2L, 0L, 4993L, 5L, null));
        assertThat(read.delivered()).hasToString("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"throttlingException", "modelStreamErrorException", "internalServerException"})
    void exceptions_are_errors_told_by_their_type(String type) {
        for (AnswerReader read : new AnswerReader[] {reader(BEDROCK_CONVERSE), reader(BEDROCK_INVOKE)}) {
            event(read, type, "{\"message\":\"Too many tokens\"}");
            assertThat(read.inBandError()).contains(type + ": Too many tokens");
            assertThat(read.hasEnded()).isTrue();
            assertThat(read.mayEnd()).isTrue();
        }
    }

    @Test
    void an_exception_without_a_readable_payload_is_one_all_the_same() {
        AnswerReader read = reader(BEDROCK_CONVERSE);
        event(read, "validationException", "");
        assertThat(read.inBandError()).isPresent();
    }

    private static void chunk(AnswerReader reader, String json) {
        event(
                reader,
                "chunk",
                "{\"bytes\":\"" + Base64.getEncoder().encodeToString(json.getBytes(UTF_8)) + "\",\"p\":\"ab\"}");
    }

    @Test
    void chunks_wrap_anthropics_own_events() {
        AnswerReader read = reader(BEDROCK_INVOKE);
        chunk(
                read,
                "{\"type\":\"message_start\",\"message\":{\"model\":\"claude-x\",\"usage\":{\"input_tokens\":22,\"cache_read_input_tokens\":3,\"output_tokens\":1}}}");
        chunk(read, "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}");
        assertThat(read.mayEnd()).isFalse();
        chunk(
                read,
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":33}}");
        chunk(
                read,
                "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":99,\"outputTokenCount\":99}}");
        assertThat(read.usage()).isEqualTo(usage(22L, 3L, null, 33L, null));
        assertThat(read.delivered()).hasToString("Hi");
        assertThat(read.model()).contains("claude-x");
        assertThat(read.hasEnded()).isTrue();
    }

    @Test
    void chunks_of_nova_name_their_event_by_a_key() {
        AnswerReader read = reader(BEDROCK_INVOKE);
        chunk(read, "{\"messageStart\":{\"role\":\"assistant\"}}");
        chunk(read, "{\"contentBlockDelta\":{\"delta\":{\"text\":\"Hi\"},\"contentBlockIndex\":0}}");
        chunk(read, "{\"messageStop\":{\"stopReason\":\"end_turn\"}}");
        chunk(
                read,
                "{\"metadata\":{\"usage\":{\"inputTokens\":7,\"outputTokens\":2}},\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":7,\"outputTokenCount\":2}}");
        assertThat(read.usage()).isEqualTo(usage(7L, null, null, 2L, null));
        assertThat(read.delivered()).hasToString("Hi");
        assertThat(read.hasEnded()).isTrue();
    }

    @Test
    void metrics_stand_in_where_the_vendor_says_nothing() {
        AnswerReader read = reader(BEDROCK_INVOKE);
        chunk(read, "{\"outputs\":[{\"text\":\"Hi\",\"stop_reason\":null}]}");
        assertThat(read.mayEnd()).isFalse();
        chunk(
                read,
                "{\"outputs\":[{\"text\":\"\",\"stop_reason\":\"stop\"}],\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":9,\"outputTokenCount\":4}}");
        assertThat(read.usage()).isEqualTo(usage(9L, null, null, 4L, null));
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.hasEnded()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"inputTextTokenCount":5,"results":[{"tokenCount":10,"outputText":"Hi","completionReason":"FINISH"}]}|5|10
                    {"generation":"Hi","prompt_token_count":6,"generation_token_count":2,"stop_reason":"stop"}|6|2
                    {"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}|3|4
                    {"type":"message","content":[{"type":"text","text":"Hi"}],"usage":{"input_tokens":8,"output_tokens":9}}|8|9
                    {"output":{"message":{"content":[{"text":"Hi"}]}},"usage":{"inputTokens":1,"outputTokens":2}}|1|2
                    {"generations":[{"text":"Hi","finish_reason":"MAX_TOKENS"}]}||
                    {"outputs":[{"text":"Hi","stop_reason":"length"}]}||
                    {"completions":[{"data":{"text":"Hi"},"finishReason":{"reason":"endoftext"}}]}||
                    {"type":"completion","completion":"Hi","stop_reason":"stop_sequence"}||
                    {"chat_history":[],"text":"Hi","finish_reason":"COMPLETE"}||
                    """)
    void bodies_of_every_vendor_are_read(String json, Long input, Long output) {
        AnswerReader read = body(BEDROCK_INVOKE, json);
        assertThat(read.delivered()).hasToString("Hi");
        assertThat(read.usage()).isEqualTo(usage(input, null, null, output, null));
        assertThat(read.mayEnd()).isTrue();
    }

    @Test
    void a_chunk_that_is_no_base64_is_passed_over() {
        AnswerReader read = reader(BEDROCK_INVOKE);
        event(read, "chunk", "{\"bytes\":\"%%%\"}");
        event(read, "chunk", "{\"bytes\":7}");
        event(read, "chunk", "garbage");
        assertThat(read.usage()).isEqualTo(Usage.NONE);
        assertThat(read.mayEnd()).isFalse();
    }
}
