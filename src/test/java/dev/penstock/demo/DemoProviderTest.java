package dev.penstock.demo;

import static dev.penstock.demo.DemoClient.CHAT;
import static dev.penstock.demo.DemoClient.GEMINI;
import static dev.penstock.demo.DemoClient.chat;
import static dev.penstock.demo.DemoClient.data;
import static dev.penstock.demo.DemoClient.events;
import static dev.penstock.demo.DemoClient.joined;
import static dev.penstock.demo.DemoClient.json;
import static dev.penstock.demo.DemoClient.messages;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shapes of answers and streams. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoProviderTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final DemoClient demo = new DemoClient(Duration.ZERO);

    @AfterAll
    void stops() {
        demo.close();
    }

    @Test
    void answers_chat_completions_whole_and_names_the_topic() throws Exception {
        JsonNode answer = json(demo.post(CHAT, chat("demo-chat", "Tell me about copper kettles", "")));
        assertThat(answer.at("/object").asString()).isEqualTo("chat.completion");
        assertThat(answer.at("/id").asString()).startsWith("chatcmpl-");
        assertThat(answer.at("/created").asLong()).isEqualTo(1_800_000_000);
        assertThat(answer.at("/model").asString()).isEqualTo("demo-chat");
        assertThat(answer.at("/choices/0/message/content").asString()).contains("copper kettles", "Penstock");
        assertThat(answer.at("/choices/0/message/refusal").isNull()).isTrue();
        assertThat(answer.at("/choices/0/logprobs").isNull()).isTrue();
        assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        long in = answer.at("/usage/prompt_tokens").asLong();
        long out = answer.at("/usage/completion_tokens").asLong();
        assertThat(in).isBetween(5L, 40L);
        assertThat(out).isBetween(40L, 200L);
        assertThat(answer.at("/usage/total_tokens").asLong()).isEqualTo(in + out);
    }

    @Test
    void streams_chat_chunks_that_add_up_and_end_with_done() throws Exception {
        HttpResponse<String> response = demo.post(CHAT, chat("demo-fast", "Hi", ",\"stream\":true"));
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        List<String> data = data(response.body(), "\n\n");
        assertThat(data.getLast()).isEqualTo("[DONE]");
        List<JsonNode> chunks =
                data.subList(0, data.size() - 1).stream().map(JSON::readTree).toList();
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.at("/object").asString()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.at("/id")).isEqualTo(chunks.getFirst().at("/id"));
            assertThat(chunk.at("/model").asString()).isEqualTo("demo-fast");
            assertThat(chunk.has("usage")).isFalse();
        });
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(chunks.getLast().at("/choices/0/delta").isEmpty()).isTrue();
        assertThat(chunks)
                .filteredOn(chunk -> chunk.at("/choices/0/finish_reason").isString())
                .hasSize(1);
        assertThat(response.body()).doesNotContain("event:");
    }

    @Test
    void streams_usage_in_a_last_chunk_without_choices_only_where_asked() throws Exception {
        String asked = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";
        List<String> data = data(demo.post(CHAT, chat("demo-chat", "Hi", asked)).body(), "\n\n");
        JsonNode last = JSON.readTree(data.get(data.size() - 2));
        assertThat(last.at("/choices").isEmpty()).isTrue();
        assertThat(last.at("/usage/completion_tokens").asLong()).isPositive();
        for (String chunk : data.subList(0, data.size() - 2)) {
            assertThat(JSON.readTree(chunk).get("usage").isNull()).isTrue();
        }
    }

    @Test
    void stops_at_the_limit_and_says_so() throws Exception {
        JsonNode answer = json(demo.post(CHAT, chat("demo-chat", "Hi", ",\"max_completion_tokens\":3")));
        assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("length");
        assertThat(answer.at("/usage/completion_tokens").asLong()).isEqualTo(3);
        JsonNode response =
                json(demo.post("/v1/responses", "{\"model\":\"demo-chat\",\"input\":\"Hi\",\"max_output_tokens\":3}"));
        assertThat(response.at("/status").asString()).isEqualTo("incomplete");
        assertThat(response.at("/incomplete_details/reason").asString()).isEqualTo("max_output_tokens");
        assertThat(json(demo.post("/v1/messages", messages("Hi", 3, "")))
                        .at("/stop_reason")
                        .asString())
                .isEqualTo("max_tokens");
        String limited =
                "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}],\"generationConfig\":{\"maxOutputTokens\":3}}";
        assertThat(json(demo.post(GEMINI + ":generateContent", limited))
                        .at("/candidates/0/finishReason")
                        .asString())
                .isEqualTo("MAX_TOKENS");
    }

    @Test
    void streams_responses_events_in_order_with_the_whole_response_last() throws Exception {
        String body = demo.post("/v1/responses", "{\"model\":\"demo-chat\",\"input\":\"Hi\",\"stream\":true}")
                .body();
        List<JsonNode> events = events(body);
        assertThat(events)
                .extracting(event -> event.at("/type").asString())
                .filteredOn(type -> !type.endsWith("delta"))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).at("/sequence_number").asInt()).isEqualTo(i);
        }
        String text = joined(events, "/delta");
        JsonNode last = events.getLast().at("/response");
        assertThat(last.at("/output/0/content/0/text").asString())
                .isEqualTo(text)
                .contains("Penstock");
        assertThat(last.at("/usage/output_tokens").asLong()).isPositive();
        assertThat(events.getFirst().at("/response/usage").isNull()).isTrue();
        assertThat(body).doesNotContain("[DONE]");
    }

    @Test
    void streams_messages_events_with_cumulative_usage() throws Exception {
        List<JsonNode> events = events(demo.post("/v1/messages", messages("Hi", 500, ",\"stream\":true"))
                .body());
        assertThat(events)
                .extracting(event -> event.at("/type").asString())
                .filteredOn(type -> !type.equals("content_block_delta"))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        JsonNode whole = json(demo.post("/v1/messages", messages("Hi", 500, "")));
        assertThat(joined(events, "/delta/text"))
                .isEqualTo(whole.at("/content/0/text").asString())
                .contains("Penstock");
        JsonNode end = events.get(events.size() - 2);
        assertThat(end.at("/delta/stop_reason").asString()).isEqualTo("end_turn");
        assertThat(end.at("/usage/output_tokens")).isEqualTo(whole.at("/usage/output_tokens"));
        assertThat(events.getFirst().at("/message/usage/input_tokens")).isEqualTo(whole.at("/usage/input_tokens"));
        assertThat(events.getFirst().at("/message/content").isEmpty()).isTrue();
    }

    @Test
    void streams_generate_content_as_events_or_as_one_array() throws Exception {
        String asked = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}";
        JsonNode whole = json(demo.post(GEMINI + ":generateContent", asked));
        String text = whole.at("/candidates/0/content/parts/0/text").asString();
        assertThat(text).contains("Penstock");
        List<JsonNode> events =
                data(demo.post(GEMINI + ":streamGenerateContent?alt=sse", asked).body(), "\r\n\r\n").stream()
                        .map(JSON::readTree)
                        .toList();
        HttpResponse<String> array = demo.post(GEMINI + ":streamGenerateContent", asked);
        assertThat(array.headers().firstValue("content-type").orElse("")).startsWith("application/json");
        for (List<JsonNode> parts :
                List.of(events, JSON.readTree(array.body()).valueStream().toList())) {
            assertThat(parts.size()).isGreaterThan(3);
            assertThat(joined(parts, "/candidates/0/content/parts/0/text")).isEqualTo(text);
            assertThat(parts)
                    .filteredOn(part -> part.at("/candidates/0/finishReason").isString())
                    .containsExactly(parts.getLast());
            assertThat(parts.getLast().at("/usageMetadata")).isEqualTo(whole.at("/usageMetadata"));
        }
    }

    @Test
    void counts_a_repeated_long_beginning_as_cached() throws Exception {
        String body = chat("demo-chat", "A long story about a dam and its penstock. ".repeat(40), "");
        JsonNode first = json(demo.post(CHAT, body));
        JsonNode second = json(demo.post(CHAT, body));
        assertThat(first.at("/usage/prompt_tokens_details/cached_tokens").asLong())
                .isZero();
        long cached = second.at("/usage/prompt_tokens_details/cached_tokens").asLong();
        assertThat(cached)
                .isPositive()
                .isLessThan(second.at("/usage/prompt_tokens").asLong());
        assertThat(cached % 128).isZero();
    }

    @Test
    void lists_its_models() throws Exception {
        JsonNode models = json(demo.get("/v1/models"));
        assertThat(models.at("/object").asString()).isEqualTo("list");
        assertThat(models.at("/data")
                        .valueStream()
                        .map(model -> model.at("/id").asString())
                        .toList())
                .containsExactly("demo-chat", "demo-fast");
    }
}
