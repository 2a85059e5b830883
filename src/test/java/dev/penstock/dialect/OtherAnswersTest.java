package dev.penstock.dialect;

import static dev.penstock.call.Dialect.COHERE_V1;
import static dev.penstock.call.Dialect.COHERE_V2;
import static dev.penstock.call.Dialect.OLLAMA;
import static dev.penstock.call.Dialect.OPAQUE;
import static dev.penstock.call.Dialect.OPENAI_OTHER;
import static dev.penstock.call.Dialect.REPLICATE;
import static dev.penstock.call.Dialect.WORKERS_AI_RUN;
import static dev.penstock.dialect.Answers.body;
import static dev.penstock.dialect.Answers.event;
import static dev.penstock.dialect.Answers.lines;
import static dev.penstock.dialect.Answers.reader;
import static dev.penstock.dialect.Answers.sse;
import static dev.penstock.dialect.Answers.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Usage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OtherAnswersTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"data":[],"model":"e","usage":{"prompt_tokens":8,"total_tokens":8}}|8|
                    {"data":[],"usage":{"total_tokens":12}}|12|
                    {"results":[],"usage":{"prompt_tokens":2966,"completion_tokens":0,"total_tokens":2966}}|2966|0
                    {"text":"a","usage":{"type":"tokens","input_tokens":37,"output_tokens":12,"total_tokens":49}}|37|12
                    {"embeddings":{},"meta":{"billed_units":{"input_tokens":7}}}|7|
                    {"results":[{"flagged":false}]}||
                    """)
    void usage_is_read_wherever_the_vendor_puts_it(String json, Long input, Long output) {
        AnswerReader read = body(OPENAI_OTHER, json);
        assertThat(read.usage()).isEqualTo(usage(input, null, null, output, null));
        assertThat(read.mayEnd()).isTrue();
    }

    @Test
    void an_image_says_its_tokens_by_kind() {
        Usage usage = body(
                        OPENAI_OTHER,
                        "{\"data\":[],\"usage\":{\"input_tokens\":50,\"output_tokens\":4160,\"input_tokens_details\":{\"text_tokens\":10,\"image_tokens\":40},\"output_tokens_details\":{\"image_tokens\":4160}}}")
                .usage();
        assertThat(usage.inputImage()).isEqualTo(40);
        assertThat(usage.outputImage()).isEqualTo(4160);
    }

    @Test
    void a_transcription_charged_by_duration_tells_its_seconds() {
        AnswerReader read =
                body(OPENAI_OTHER, "{\"text\":\"The sun\",\"usage\":{\"type\":\"duration\",\"seconds\":7}}");
        assertThat(read.usage().serverTools()).isEqualTo(Map.of("audio_seconds", 7L));
        assertThat(read.delivered()).hasToString("The sun");
    }

    @Test
    void a_plain_text_is_a_whole_answer_and_half_an_object_is_not() {
        assertThat(body(OPENAI_OTHER, "1\n00:00 --> 00:01\nHi").mayEnd()).isTrue();
        assertThat(body(OPENAI_OTHER, "{\"data\":[{\"embe").mayEnd()).isFalse();
    }

    @Test
    void a_streamed_transcript_ends_by_its_done_event() {
        AnswerReader read = sse(OPENAI_OTHER, """
                data: {"type":"transcript.text.delta","delta":"Hi"}

                data: {"type":"transcript.text.done","text":"Hi","usage":{"input_tokens":14,"output_tokens":45}}
                """);
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.delivered()).hasToString("Hi");
        assertThat(read.usage()).isEqualTo(usage(14L, null, null, 45L, null));
    }

    @Test
    void cohere_is_counted_in_billed_units() {
        AnswerReader read = sse(COHERE_V2, """
                event: message-start
                data: {"type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":""}}}

                event: tool-plan-delta
                data: {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"plan "}}}

                event: tool-call-delta
                data: {"type":"tool-call-delta","delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}

                event: content-delta
                data: {"type":"content-delta","delta":{"message":{"content":{"text":" Hi"}}}}

                event: message-end
                data: {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":8,"output_tokens":3},"tokens":{"input_tokens":503,"output_tokens":5,"reasoning_tokens":2},"cached_tokens":448}}}
                """);
        assertThat(read.usage()).isEqualTo(usage(8L, null, null, 3L, 2L));
        assertThat(read.delivered()).hasToString("plan {} Hi");
        assertThat(read.hasEnded()).isTrue();
    }

    @Test
    void cohere_tokens_stand_in_where_nothing_billed_is_said() {
        assertThat(body(COHERE_V2, "{\"usage\":{\"tokens\":{\"input_tokens\":5,\"output_tokens\":6}}}")
                        .usage())
                .isEqualTo(usage(5L, null, null, 6L, null));
    }

    @Test
    void cohere_embeddings_add_billed_images_and_rerank_counts_searches() {
        Usage embed = body(COHERE_V2, "{\"meta\":{\"billed_units\":{\"image_tokens\":100,\"input_tokens\":7}}}")
                .usage();
        assertThat(embed.input()).isEqualTo(107);
        assertThat(embed.inputImage()).isEqualTo(100);
        assertThat(body(COHERE_V2, "{\"results\":[],\"meta\":{\"billed_units\":{\"search_units\":1}}}")
                        .usage()
                        .serverTools())
                .isEqualTo(Map.of("search_units", 1L));
    }

    @Test
    void cohere_that_finished_by_an_error_tells_it() {
        AnswerReader read = reader(COHERE_V2);
        event(
                read,
                "message-end",
                "{\"type\":\"message-end\",\"delta\":{\"error\":\"invalid tool generation\",\"finish_reason\":\"ERROR\"}}");
        assertThat(read.inBandError()).contains("invalid tool generation");
    }

    @Test
    void cohere_v1_ends_by_stream_end() {
        AnswerReader read = lines(COHERE_V1, """
                {"is_finished":false,"event_type":"stream-start","generation_id":"g"}
                {"is_finished":false,"event_type":"text-generation","text":"Hi"}
                {"is_finished":true,"event_type":"stream-end","response":{"text":"Hi","meta":{"billed_units":{"input_tokens":4,"output_tokens":2},"tokens":{"input_tokens":70,"output_tokens":2}}},"finish_reason":"COMPLETE"}
                """);
        assertThat(read.usage()).isEqualTo(usage(4L, null, null, 2L, null));
        assertThat(read.delivered()).hasToString("Hi");
        assertThat(read.hasEnded()).isTrue();
    }

    @Test
    void ollama_is_done_when_it_says_so() {
        AnswerReader read = reader(OLLAMA);
        event(read, "", "{\"model\":\"q\",\"message\":{\"content\":\"\",\"thinking\":\"hm \"},\"done\":false}");
        event(
                read,
                "",
                "{\"model\":\"q\",\"message\":{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}]},\"done\":false}");
        assertThat(read.mayEnd()).isFalse();
        event(
                read,
                "",
                "{\"model\":\"q\",\"message\":{\"content\":\"\"},\"done_reason\":\"stop\",\"done\":true,\"prompt_eval_count\":37,\"eval_count\":5}");
        assertThat(read.usage()).isEqualTo(usage(37L, null, null, 5L, null));
        assertThat(read.hasEnded()).isTrue();
        assertThat(read.delivered()).hasToString("hm {\"a\":1}");
        assertThat(read.model()).contains("q");
    }

    @Test
    void ollama_tells_its_error_in_a_line() {
        AnswerReader read = lines(OLLAMA, "{\"response\":\"a\",\"done\":false}\n{\"error\":\"unexpected EOF\"}");
        assertThat(read.inBandError()).contains("unexpected EOF");
        assertThat(read.hasEnded()).isTrue();
    }

    @Test
    void workers_ai_wraps_its_answer() {
        AnswerReader whole = body(
                WORKERS_AI_RUN,
                "{\"result\":{\"response\":\"Hi\",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}},\"success\":true,\"errors\":[],\"messages\":[]}");
        assertThat(whole.usage()).isEqualTo(usage(3L, null, null, 4L, null));
        assertThat(whole.delivered()).hasToString("Hi");
        assertThat(whole.inBandError()).isEmpty();
        AnswerReader failed = body(
                WORKERS_AI_RUN,
                "{\"result\":null,\"success\":false,\"errors\":[{\"code\":3040,\"message\":\"Capacity temporarily exceeded\"}]}");
        assertThat(failed.inBandError()).contains("3040: Capacity temporarily exceeded");
    }

    @Test
    void a_stream_of_workers_ai_ends_by_the_marker() {
        AnswerReader read = reader(WORKERS_AI_RUN);
        event(read, "", "{\"response\":\"Hi\",\"p\":\"abc\"}");
        event(read, "", "{\"response\":\"\",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}");
        assertThat(read.mayEnd()).isFalse();
        event(read, "", "[DONE]");
        assertThat(read.hasEnded()).isTrue();
        assertThat(read.delivered()).hasToString("Hi");
    }

    @Test
    void replicate_streams_plain_text_and_ends_by_done() {
        AnswerReader read = reader(REPLICATE);
        event(read, "output", "{not json");
        assertThat(read.mayEnd()).isFalse();
        event(read, "done", "{}");
        assertThat(read.delivered()).hasToString("{not json");
        assertThat(read.hasEnded()).isTrue();
        AnswerReader failed = reader(REPLICATE);
        event(failed, "error", "CUDA out of memory");
        assertThat(failed.inBandError()).contains("CUDA out of memory");
    }

    @Test
    void a_prediction_tells_its_output_its_counts_and_its_error() {
        AnswerReader read = body(
                REPLICATE,
                "{\"model\":\"m\",\"output\":[\"a\",\"b\"],\"error\":null,\"metrics\":{\"predict_time\":1.5,\"input_token_count\":4,\"output_token_count\":2}}");
        assertThat(read.usage()).isEqualTo(usage(4L, null, null, 2L, null));
        assertThat(read.delivered()).hasToString("ab");
        assertThat(body(REPLICATE, "{\"status\":\"failed\",\"error\":\"bad input\"}")
                        .inBandError())
                .contains("bad input");
    }

    @Test
    void what_is_opaque_is_not_read_and_may_end_at_any_time() {
        AnswerReader read = body(OPAQUE, "{\"usage\":{\"prompt_tokens\":1}}");
        assertThat(read.usage()).isEqualTo(Usage.NONE);
        assertThat(read.mayEnd()).isTrue();
        assertThat(read.hasEnded()).isFalse();
    }
}
