package dev.penstock.dialect;

import static dev.penstock.call.Dialect.OPENAI_RESPONSES;
import static dev.penstock.dialect.Answers.body;
import static dev.penstock.dialect.Answers.event;
import static dev.penstock.dialect.Answers.reader;
import static dev.penstock.dialect.Answers.sse;
import static dev.penstock.dialect.Answers.usage;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponsesAnswerTest {
    @ParameterizedTest
    @ValueSource(strings = {"completed", "incomplete", "failed"})
    void usage_comes_with_every_terminal_event(String ending) {
        AnswerReader read = reader(OPENAI_RESPONSES);
        event(
                read,
                "response.created",
                "{\"type\":\"response.created\",\"response\":{\"model\":\"gpt-5\",\"service_tier\":\"auto\",\"usage\":null,\"error\":null}}");
        event(read, "response.output_text.delta", "{\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}");
        assertThat(read.mayEnd()).isFalse();
        event(
                read,
                "",
                "{\"response\":{\"service_tier\":\"default\",\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\"}]}],"
                        + "\"usage\":{\"input_tokens\":30,\"input_tokens_details\":{\"cached_tokens\":10,\"cache_write_tokens\":5},\"output_tokens\":8,"
                        + "\"output_tokens_details\":{\"reasoning_tokens\":2},\"total_tokens\":38}},\"type\":\"response."
                        + ending + "\"}");
        assertThat(read.usage()).isEqualTo(usage(15L, 10L, 5L, 8L, 2L));
        assertThat(read.hasEnded()).isTrue();
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.model()).contains("gpt-5");
        assertThat(read.serviceTier()).contains("default");
        assertThat(read.delivered()).hasToString("Hi");
        assertThat(read.inBandError().isPresent()).isEqualTo(ending.equals("failed"));
    }

    @Test
    void deltas_of_every_kind_of_text_are_delivered_and_audio_is_not() {
        AnswerReader read = sse(OPENAI_RESPONSES, """
                event: response.reasoning_summary_text.delta
                data: {"delta":"why ","type":"response.reasoning_summary_text.delta"}

                event: response.function_call_arguments.delta
                data: {"delta":"{}","type":"response.function_call_arguments.delta"}

                event: response.audio.delta
                data: {"delta":"AAAA","type":"response.audio.delta"}
                """);
        assertThat(read.delivered()).hasToString("why {}");
    }

    @Test
    void both_shapes_of_an_error_event_are_read() {
        AnswerReader flat = reader(OPENAI_RESPONSES);
        event(flat, "error", "{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"Sorry\",\"param\":null}");
        assertThat(flat.inBandError()).contains("server_error: Sorry");
        assertThat(flat.hasEnded()).isTrue();
        AnswerReader nested = reader(OPENAI_RESPONSES);
        event(
                nested,
                "error",
                "{\"type\":\"error\",\"error\":{\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\",\"message\":\"Too large\"}}");
        assertThat(nested.inBandError()).contains("tokens: Too large");
    }

    @Test
    void a_body_delivers_its_output_and_counts_server_tools() {
        AnswerReader read = body(
                OPENAI_RESPONSES,
                "{\"status\":\"completed\",\"model\":\"gpt-5\",\"error\":null,\"output\":[{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"why \"}]},"
                        + "{\"type\":\"web_search_call\"},{\"type\":\"web_search_call\"},{\"type\":\"function_call\",\"arguments\":\"{}\"},"
                        + "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\" so\"}]}],"
                        + "\"tool_usage\":{\"web_search\":{\"num_requests\":1}},\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}");
        assertThat(read.delivered()).hasToString("why {} so");
        assertThat(read.usage().serverTools()).isEqualTo(Map.of("web_search_call", 2L, "web_search", 1L));
        assertThat(read.mayEnd()).isTrue();
    }

    @Test
    void counting_input_tokens_uses_none() {
        assertThat(body(OPENAI_RESPONSES, "{\"object\":\"response.input_tokens\",\"input_tokens\":47}")
                        .usage()
                        .isEmpty())
                .isTrue();
    }
}
