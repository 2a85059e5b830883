package dev.penstock.dialect;

import static dev.penstock.call.Dialect.ANTHROPIC_MESSAGES;
import static dev.penstock.dialect.Answers.body;
import static dev.penstock.dialect.Answers.event;
import static dev.penstock.dialect.Answers.reader;
import static dev.penstock.dialect.Answers.sse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Usage;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AnthropicAnswerTest {
    @Test
    void the_usage_of_a_message_delta_replaces_and_is_not_added() {
        AnswerReader read = sse(ANTHROPIC_MESSAGES, """
                event: message_start
                data: {"type":"message_start","message":{"model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":12,"cache_creation_input_tokens":100,"cache_read_input_tokens":1000,"cache_creation":{"ephemeral_5m_input_tokens":60,"ephemeral_1h_input_tokens":40},"output_tokens":1,"service_tier":"standard"}}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm "}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"yes "}}   \s

                event: content_block_start
                data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":1}"}}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":12,"cache_creation_input_tokens":100,"cache_read_input_tokens":1000,"output_tokens":33,"output_tokens_details":{"thinking_tokens":9},"server_tool_use":{"web_search_requests":2,"web_fetch_requests":0}}}

                event: message_stop
                data: {"type":"message_stop"}
                """);
        assertThat(read.usage())
                .isEqualTo(new Usage(
                        12L,
                        1000L,
                        60L,
                        40L,
                        33L,
                        9L,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Map.of("web_search_requests", 2L),
                        null));
        assertThat(read.delivered()).hasToString("hm yes {\"a\":1}");
        assertThat(read.model()).contains("claude-x");
        assertThat(read.serviceTier()).contains("standard");
        assertThat(read.hasEnded()).isTrue();
    }

    @Test
    void a_stop_reason_makes_an_end_and_message_stop_the_end() {
        AnswerReader read = reader(ANTHROPIC_MESSAGES);
        event(read, "message_delta", "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":null}}");
        assertThat(read.mayEnd()).isFalse();
        event(read, "message_delta", "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}");
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.hasEnded()).isFalse();
    }

    @Test
    void iterations_are_summed_in_place_of_the_final_messages_counts() {
        AnswerReader read = body(
                ANTHROPIC_MESSAGES,
                "{\"content\":[],\"usage\":{\"input_tokens\":682,\"output_tokens\":1320,\"cache_creation_input_tokens\":0,\"iterations\":["
                        + "{\"type\":\"compaction\",\"input_tokens\":60385,\"output_tokens\":592,\"cache_creation_input_tokens\":7,\"cache_creation\":{\"ephemeral_1h_input_tokens\":3}},"
                        + "{\"type\":\"message\",\"input_tokens\":682,\"output_tokens\":1320,\"cache_creation_input_tokens\":0}]}}");
        assertThat(read.usage().input()).isEqualTo(61_067);
        assertThat(read.usage().output()).isEqualTo(1_912);
        assertThat(read.usage().cacheWrite5m()).isEqualTo(4);
        assertThat(read.usage().cacheWrite1h()).isEqualTo(3);
    }

    @Test
    void writes_whose_life_is_not_said_live_five_minutes() {
        AnswerReader read = body(
                ANTHROPIC_MESSAGES,
                "{\"usage\":{\"input_tokens\":1,\"cache_creation_input_tokens\":10,\"output_tokens\":1}}");
        assertThat(read.usage().cacheWrite5m()).isEqualTo(10);
        assertThat(read.usage().cacheWrite1h()).isNull();
    }

    @Test
    void an_error_event_ends_the_stream() {
        AnswerReader read = reader(ANTHROPIC_MESSAGES);
        event(
                read,
                "error",
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
        assertThat(read.inBandError()).contains("overloaded_error: Overloaded");
        assertThat(read.hasEnded()).isTrue();
        assertThat(read.mayEnd()).isTrue();
    }

    @Test
    void whole_arguments_at_a_blocks_beginning_are_delivered() {
        AnswerReader read = reader(ANTHROPIC_MESSAGES);
        event(
                read,
                "",
                "{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"tool_use\",\"input\":{\"city\": \"Rome\"}}}");
        assertThat(read.delivered()).hasToString("{\"city\": \"Rome\"}");
    }

    @Test
    void counting_tokens_uses_none() {
        assertThat(body(ANTHROPIC_MESSAGES, "{\"input_tokens\":671}").usage()).isEqualTo(Usage.NONE);
    }
}
