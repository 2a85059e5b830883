package dev.penstock.dialect;

import static dev.penstock.call.Dialect.OPENAI_CHAT;
import static dev.penstock.call.Dialect.OPENAI_COMPLETIONS;
import static dev.penstock.dialect.Answers.body;
import static dev.penstock.dialect.Answers.event;
import static dev.penstock.dialect.Answers.reader;
import static dev.penstock.dialect.Answers.sse;
import static dev.penstock.dialect.Answers.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageRules;
import dev.penstock.call.UsageRules.Reasoning;
import dev.penstock.call.UsageRules.StreamUsage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatAnswerTest {
    private static final UsageRules BESIDE = new UsageRules(Reasoning.BESIDE_OUTPUT, StreamUsage.ON_REQUEST);
    private static final UsageRules BY_TOTAL = new UsageRules(Reasoning.BY_TOTAL, StreamUsage.ON_REQUEST);

    private static Usage of(UsageRules rules, String usage) {
        return body(OPENAI_CHAT, rules, "{\"choices\":[],\"usage\":" + usage + "}")
                .usage();
    }

    @Test
    void a_stream_is_read_chunk_by_chunk() {
        AnswerReader read = sse(OPENAI_CHAT, """
                data: {"id":"c","object":"chat.completion.chunk","model":"gpt-4o","service_tier":"flex","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

                data: {"model":"gpt-4o","choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":null}],"usage":null}

                data: {"model":"gpt-4o","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":null}],"usage":null}

                data: {"model":"gpt-4o","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

                data: {"model":"gpt-4o","choices":[],"usage":{"prompt_tokens":20,"completion_tokens":7,"total_tokens":27,"prompt_tokens_details":{"cached_tokens":5},"completion_tokens_details":{"reasoning_tokens":3}}}

                data: [DONE]

                """);
        assertThat(read.usage()).isEqualTo(usage(15L, 5L, null, 7L, 3L));
        assertThat(read.delivered()).hasToString("Hello");
        assertThat(read.model()).contains("gpt-4o");
        assertThat(read.serviceTier()).contains("flex");
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.hasEnded()).isTrue();
        assertThat(read.inBandError()).isEmpty();
        assertThat(read.suspicious()).isFalse();
    }

    @Test
    void a_stream_with_neither_finish_reason_nor_marker_is_truncated() {
        AnswerReader read = reader(OPENAI_CHAT);
        assertThat(read.mayEnd()).isFalse();
        event(read, "", "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}]}");
        assertThat(read.mayEnd()).isFalse();
        event(read, "", "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.hasEnded()).isFalse();
    }

    @Test
    void the_marker_alone_is_an_ending() {
        AnswerReader read = reader(OPENAI_CHAT);
        event(read, "", " [DONE] ");
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.hasEnded()).isTrue();
    }

    @Test
    void every_choice_seen_must_finish() {
        AnswerReader read = reader(OPENAI_CHAT);
        event(
                read,
                "",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}},{\"index\":1,\"delta\":{\"content\":\"b\"}}]}");
        event(read, "", "{\"choices\":[{\"finish_reason\":\"stop\",\"index\":0,\"delta\":{}}]}");
        assertThat(read.mayEnd()).isFalse();
        event(read, "", "{\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}]}");
        assertThat(read.mayEnd()).isTrue();
    }

    @Test
    void an_empty_finish_reason_is_none() {
        AnswerReader read = reader(OPENAI_CHAT);
        event(read, "", "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"\"}]}");
        assertThat(read.mayEnd()).isFalse();
    }

    @Test
    void reasoning_beside_the_output_is_added() {
        String xai = "{\"prompt_tokens\":10,\"completion_tokens\":44,\"total_tokens\":384,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":3},\"completion_tokens_details\":{\"reasoning_tokens\":330}}";
        assertThat(of(BESIDE, xai)).isEqualTo(usage(7L, 3L, null, 374L, 330L));
    }

    @Test
    void reasoning_said_to_stand_beside_is_not_added_where_the_total_has_no_room_for_it() {
        String counted = "{\"prompt_tokens\":10,\"completion_tokens\":44,\"total_tokens\":54,"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":30}}";
        assertThat(of(BESIDE, counted)).isEqualTo(usage(10L, null, null, 44L, 30L));
    }

    @Test
    void output_by_total_is_what_the_prompt_leaves() {
        String gemini = "{\"prompt_tokens\":35,\"completion_tokens\":12,\"total_tokens\":109}";
        assertThat(of(BY_TOTAL, gemini)).isEqualTo(usage(35L, null, null, 74L, 62L));
    }

    @Test
    void audio_beside_the_prompt_is_input() {
        Usage mistral = of(
                UsageRules.UNASKED,
                "{\"prompt_tokens\":9,\"completion_tokens\":248,\"total_tokens\":632,\"prompt_tokens_details\":{\"audio_tokens\":375}}");
        assertThat(mistral.input()).isEqualTo(384);
        assertThat(mistral.inputAudio()).isEqualTo(375);
        assertThat(mistral.output()).isEqualTo(248);
    }

    @Test
    void more_cached_than_asked_is_not_believed() {
        AnswerReader grok = body(
                OPENAI_CHAT,
                "{\"usage\":{\"prompt_tokens\":377,\"completion_tokens\":69,\"total_tokens\":446,\"prompt_tokens_details\":{\"cached_tokens\":515}}}");
        assertThat(grok.usage()).isEqualTo(usage(377L, null, null, 69L, null));
        assertThat(grok.suspicious()).isTrue();
    }

    @Test
    void cache_writes_are_taken_out_of_the_prompt() {
        assertThat(
                        of(
                                UsageRules.OPENAI,
                                "{\"prompt_tokens\":2572,\"completion_tokens\":63,\"prompt_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":2569}}"))
                .isEqualTo(usage(3L, 0L, 2569L, 63L, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"cached_tokens\":4",
                "\"num_cached_tokens\":4",
                "\"prompt_cache_hit_tokens\":4,\"prompt_cache_miss_tokens\":6",
                "\"cache_read_input_tokens\":4",
                "\"prompt_tokens_details\":{\"cached_tokens\":0},\"cached_tokens\":4",
                "\"cached_tokens\":4,\"prompt_tokens_details\":{\"cached_tokens\":0}",
            })
    void the_cached_count_is_found_wherever_it_stands(String cached) {
        assertThat(of(UsageRules.OPENAI, "{\"prompt_tokens\":10,\"completion_tokens\":1," + cached + "}"))
                .isEqualTo(usage(6L, 4L, null, 1L, null));
    }

    @Test
    void groq_says_usage_unasked() {
        AnswerReader read = reader(OPENAI_CHAT);
        event(
                read,
                "",
                "{\"choices\":[],\"x_groq\":{\"id\":\"r\",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}}");
        assertThat(read.usage()).isEqualTo(usage(3L, null, null, 4L, null));
    }

    @Test
    void the_last_usage_wins_and_null_says_nothing() {
        AnswerReader read = reader(OPENAI_CHAT);
        event(read, "", "{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}");
        event(read, "", "{\"usage\":{\"prompt_tokens\":null,\"completion_tokens\":9}}");
        event(read, "", "{\"usage\":null}");
        assertThat(read.usage()).isEqualTo(usage(3L, null, null, 9L, null));
    }

    @Test
    void a_broker_says_its_price_and_the_upstreams_where_the_key_is_ours() {
        assertThat(of(UsageRules.UNASKED, "{\"cost\":0.00002054,\"is_byok\":false}")
                        .reportedCost())
                .isEqualTo(new NanoUsd(20_540));
        assertThat(of(
                                UsageRules.UNASKED,
                                "{\"cost\":0.0001,\"is_byok\":true,\"cost_details\":{\"upstream_inference_cost\":0.00417}}")
                        .reportedCost())
                .isEqualTo(new NanoUsd(4_270_000));
        assertThat(of(UsageRules.UNASKED, "{\"cost\":{\"input_tokens_cost\":0.1,\"total_cost\":0.006}}")
                        .reportedCost())
                .isEqualTo(new NanoUsd(6_000_000));
        assertThat(of(BESIDE, "{\"cost_in_usd_ticks\":200000000}").reportedCost())
                .isEqualTo(new NanoUsd(20_000_000));
    }

    @Test
    void calls_of_server_tools_are_told_by_name() {
        assertThat(of(UsageRules.UNASKED, "{\"server_tool_use\":{\"web_search_requests\":2,\"other\":0}}")
                        .serverTools())
                .isEqualTo(Map.of("web_search_requests", 2L));
    }

    @Test
    void senseless_numbers_are_bounded_or_unsaid() {
        AnswerReader read = body(
                OPENAI_CHAT,
                "{\"usage\":{\"prompt_tokens\":1e18,\"completion_tokens\":-5,\"total_tokens\":NaN,\"prompt_tokens_details\":{\"cached_tokens\":\"7\"}}}");
        assertThat(read.usage()).isEqualTo(usage(1_000_000_000_000L, null, null, null, null));
        assertThat(read.suspicious()).isTrue();
    }

    @Test
    void reasoning_beyond_the_output_is_cut_to_it() {
        AnswerReader read = body(
                OPENAI_CHAT,
                "{\"usage\":{\"prompt_tokens\":40,\"completion_tokens\":14,\"total_tokens\":54,\"completion_tokens_details\":{\"reasoning_tokens\":43}}}");
        assertThat(read.usage()).isEqualTo(usage(40L, null, null, 14L, 14L));
        assertThat(read.suspicious()).isTrue();
    }

    @Test
    void what_is_delivered_is_content_reasoning_and_arguments_in_order() {
        AnswerReader read = sse(OPENAI_CHAT, """
                data: {"choices":[{"delta":{"reasoning":"think ","reasoning_content":"think "}}]}

                data: {"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"more "}]},{"type":"text","text":"say "}]}}]}

                data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"{\\"a\\":"}}]}}]}

                data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}}]}

                data: {"choices":[{"message":{"content":"all over again"},"delta":{"content":" end"}}]}
                """);
        assertThat(read.delivered()).hasToString("think more say {\"a\":1} end");
    }

    @Test
    void beyond_its_bound_delivered_text_is_only_counted() {
        AnswerReader read = AnswerReaders.of(OPENAI_CHAT, UsageRules.OPENAI, 5);
        event(read, "", "{\"choices\":[{\"delta\":{\"content\":\"abc\"}}]}");
        event(read, "", "{\"choices\":[{\"delta\":{\"content\":\"defg\"}}]}");
        event(read, "", "{\"choices\":[{\"delta\":{\"content\":\"h\"}}]}");
        assertThat(read.delivered()).hasToString("abcde");
        assertThat(read.deliveredChars()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"Overloaded\",\"type\":\"server_error\",\"code\":null}}",
                "{\"choices\":[{\"index\":0,\"error\":{\"message\":\"Overloaded\",\"code\":502}}]}",
                "{\"object\":\"error\",\"message\":\"Overloaded\",\"code\":400}",
                "{\"error\":\"Overloaded\"}",
            })
    void an_error_in_a_stream_ends_it_and_is_told(String data) {
        AnswerReader read = reader(OPENAI_CHAT);
        event(read, "", data);
        assertThat(read.inBandError())
                .hasValueSatisfying(error -> assertThat(error).contains("Overloaded"));
        assertThat(read.mayEnd()).isTrue();
    }

    @Test
    void an_error_event_is_an_error_even_if_it_cannot_be_read() {
        AnswerReader read = reader(OPENAI_CHAT);
        event(read, "error", "upstream gone");
        assertThat(read.inBandError()).isPresent();
    }

    @Test
    void finishing_by_an_error_is_an_error() {
        AnswerReader read = reader(OPENAI_CHAT);
        event(read, "", "{\"choices\":[{\"delta\":{},\"finish_reason\":\"insufficient_system_resource\"}]}");
        assertThat(read.inBandError()).isPresent();
    }

    @Test
    void an_error_tells_no_key() {
        AnswerReader read = body(
                OPENAI_CHAT,
                "{\"error\":{\"message\":\"Incorrect API key provided: sk-proj-4b3c2a1f0e9d8c7b6a5f4e3d.\",\"type\":\"invalid_request_error\"}}");
        assertThat(read.inBandError()).contains("invalid_request_error: Incorrect API key provided: •••.");
    }

    @Test
    void half_a_chunk_says_nothing() {
        AnswerReader read = reader(OPENAI_CHAT);
        event(read, "", "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":12");
        event(read, "", "{\"error\":{\"message\":\"x\"}");
        assertThat(read.mayEnd()).isFalse();
        assertThat(read.usage()).isEqualTo(Usage.NONE);
        assertThat(read.inBandError()).isEmpty();
    }

    @Test
    void half_a_body_is_no_answer_and_a_whole_one_is() {
        assertThat(body(OPENAI_CHAT, "{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]")
                        .mayEnd())
                .isFalse();
        assertThat(body(OPENAI_CHAT, "<html>502</html>").mayEnd()).isFalse();
        assertThat(body(OPENAI_CHAT, "\n\n \n").mayEnd()).isFalse();
        assertThat(body(OPENAI_CHAT, "\n\n{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]} ")
                        .mayEnd())
                .isTrue();
    }

    @Test
    void legacy_completions_deliver_their_text() {
        AnswerReader read = sse(OPENAI_COMPLETIONS, """
                data: {"choices":[{"text":"Once","index":0,"finish_reason":null}]}

                data: {"choices":[{"text":" upon","index":0,"finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}
                """);
        assertThat(read.delivered()).hasToString("Once upon");
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.usage()).isEqualTo(usage(1L, null, null, 2L, null));
    }
}
