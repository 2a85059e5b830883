package dev.penstock.dialect;

import static dev.penstock.call.Dialect.GEMINI;
import static dev.penstock.dialect.Answers.body;
import static dev.penstock.dialect.Answers.event;
import static dev.penstock.dialect.Answers.reader;
import static dev.penstock.dialect.Answers.sse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Usage;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GeminiAnswerTest {
    @Test
    void thoughts_are_output_and_tool_prompts_input() {
        AnswerReader read = sse(GEMINI, """
                data: {"candidates":[{"content":{"parts":[{"text":"hm","thought":true}],"role":"model"}}],"usageMetadata":{"promptTokenCount":100,"totalTokenCount":100},"modelVersion":"gemini-x"}

                data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":1}}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":60,"candidatesTokenCount":10,"thoughtsTokenCount":5,"toolUsePromptTokenCount":7,"totalTokenCount":122,"serviceTier":"flex","promptTokensDetails":[{"modality":"TEXT","tokenCount":10},{"modality":"IMAGE","tokenCount":20},{"modality":"AUDIO","tokenCount":4}],"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":6}]}}
                """);
        assertThat(read.usage())
                .isEqualTo(new Usage(47L, 60L, null, null, 15L, 5L, 4L, 20L, 7L, null, 6L, Map.of(), null));
        assertThat(read.delivered()).hasToString("hm{\"a\":1}");
        assertThat(read.model()).contains("gemini-x");
        assertThat(read.serviceTier()).contains("flex");
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.hasEnded()).isFalse();
    }

    @Test
    void a_stream_may_end_only_after_a_reason() {
        AnswerReader read = reader(GEMINI);
        event(read, "", "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}");
        assertThat(read.mayEnd()).isFalse();
        event(read, "", "{\"candidates\":[{\"finishReason\":\"FINISH_REASON_UNSPECIFIED\"}]}");
        assertThat(read.mayEnd()).isFalse();
        event(read, "", "{\"candidates\":[{\"finishReason\":1}]}");
        assertThat(read.mayEnd()).isTrue();
    }

    @Test
    void a_blocked_prompt_is_an_ending() {
        AnswerReader read = reader(GEMINI);
        event(
                read,
                "",
                "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":8,\"totalTokenCount\":8}}");
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.inBandError()).isEmpty();
        assertThat(read.usage().output()).isZero();
    }

    @Test
    void a_body_that_is_an_array_is_read_element_by_element() {
        AnswerReader read = body(
                GEMINI,
                "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokensDetails\":[{\"modality\":\"IMAGE\",\"tokenCount\":6}]}},"
                        + "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"b\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":9,\"candidatesTokensDetails\":[{\"modality\":\"IMAGE\",\"tokenCount\":6}]}}]");
        assertThat(read.usage().output()).isEqualTo(9);
        assertThat(read.usage().outputImage()).isEqualTo(6);
        assertThat(read.delivered()).hasToString("ab");
    }

    @Test
    void an_error_chunk_is_told_alone_or_in_an_array() {
        String error = "{\"error\":{\"code\":503,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}}";
        AnswerReader read = reader(GEMINI);
        event(read, "", error);
        assertThat(read.inBandError()).contains("UNAVAILABLE: The model is overloaded.");
        assertThat(body(GEMINI, "[" + error + "]").inBandError()).isPresent();
    }

    @Test
    void embeddings_use_input_and_counting_uses_none() {
        assertThat(body(
                                GEMINI,
                                "{\"embeddings\":[{\"values\":[0.1]}],\"usageMetadata\":{\"promptTokenCount\":261,\"promptTokenDetails\":[{\"modality\":\"IMAGE\",\"tokenCount\":258}]}}")
                        .usage())
                .isEqualTo(new Usage(261L, null, null, null, null, null, null, 258L, null, null, null, Map.of(), null));
        assertThat(body(
                                GEMINI,
                                "{\"totalTokens\":12,\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":12}]}")
                        .usage())
                .isEqualTo(Usage.NONE);
        assertThat(body(
                                GEMINI,
                                "{\"predictions\":[{\"embeddings\":{\"statistics\":{\"token_count\":10}}},{\"embeddings\":{\"statistics\":{\"token_count\":4}}}]}")
                        .usage()
                        .input())
                .isEqualTo(14);
    }

    @Test
    void an_interaction_ends_by_its_own_event() {
        AnswerReader read = reader(GEMINI);
        event(read, "step.delta", "{\"index\":1,\"delta\":{\"text\":\"joke\",\"type\":\"text\"}}");
        event(
                read,
                "interaction.completed",
                "{\"interaction\":{\"model\":\"gemini-x\",\"service_tier\":\"standard\",\"usage\":{\"total_tokens\":211,\"total_input_tokens\":9,\"total_cached_tokens\":0,\"total_output_tokens\":13,\"total_tool_use_tokens\":0,\"total_thought_tokens\":189}}}");
        assertThat(read.usage().output()).isEqualTo(202);
        assertThat(read.usage().input()).isEqualTo(9);
        assertThat(read.hasEnded()).isTrue();
        assertThat(read.delivered()).hasToString("joke");
    }
}
