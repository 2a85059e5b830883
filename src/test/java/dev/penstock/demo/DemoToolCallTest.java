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

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tool calls in every dialect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoToolCallTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String WEATHER_SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},\"unit\":{\"enum\":[\"c\",\"f\"]},\"days\":{\"type\":\"integer\"}}}";
    private static final String WEATHER_ARGUMENTS = "{\"city\":\"Paris\",\"unit\":\"c\",\"days\":1}";

    private final DemoClient demo = new DemoClient(Duration.ZERO);

    @AfterAll
    void stops() {
        demo.close();
    }

    @Test
    void calls_a_tool_the_user_mentions_in_chat_whole_and_streamed() throws Exception {
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":"
                + WEATHER_SCHEMA + "}}]";
        String question = "What is the weather in Paris?";
        JsonNode whole = json(demo.post(CHAT, chat("demo-chat", question, tools)));
        assertThat(whole.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(whole.at("/choices/0/message/tool_calls/0/function/name").asString())
                .isEqualTo("get_weather");
        assertThat(whole.at("/choices/0/message/tool_calls/0/function/arguments")
                        .asString())
                .isEqualTo(WEATHER_ARGUMENTS);
        assertThat(whole.at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
        StringBuilder arguments = new StringBuilder();
        int ids = 0;
        for (String chunk : data(
                demo.post(CHAT, chat("demo-chat", question, tools + ",\"stream\":true"))
                        .body(),
                "\n\n")) {
            JsonNode call = chunk.equals("[DONE]")
                    ? JSON.nullNode()
                    : JSON.readTree(chunk).at("/choices/0/delta/tool_calls/0");
            ids += call.has("id") ? 1 : 0;
            arguments.append(call.at("/function/arguments").asString(""));
        }
        assertThat(arguments).hasToString(WEATHER_ARGUMENTS);
        assertThat(ids).isEqualTo(1);
        JsonNode unrelated = json(demo.post(CHAT, chat("demo-chat", "Sing a song", tools)));
        assertThat(unrelated.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        JsonNode required =
                json(demo.post(CHAT, chat("demo-chat", "Sing a song", tools + ",\"tool_choice\":\"required\"")));
        assertThat(required.at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
    }

    @Test
    void answers_in_prose_after_a_tool_result() throws Exception {
        String body = "{\"model\":\"demo-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"weather?\"},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"sunny\"}],"
                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}]}";
        assertThat(json(demo.post(CHAT, body)).at("/choices/0/finish_reason").asString())
                .isEqualTo("stop");
    }

    @Test
    void calls_a_tool_in_responses() throws Exception {
        String asked =
                "{\"model\":\"demo-chat\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":"
                        + "\"The weather in Paris, please\"}]}],\"tools\":[{\"type\":\"function\",\"name\":\"get_weather\",\"parameters\":"
                        + WEATHER_SCHEMA + "}]";
        JsonNode whole = json(demo.post("/v1/responses", asked + "}"));
        assertThat(whole.at("/output/0/type").asString()).isEqualTo("function_call");
        assertThat(whole.at("/output/0/arguments").asString()).isEqualTo(WEATHER_ARGUMENTS);
        List<JsonNode> events =
                events(demo.post("/v1/responses", asked + ",\"stream\":true}").body());
        assertThat(joined(events, "/delta")).isEqualTo(WEATHER_ARGUMENTS);
        assertThat(events.getLast().at("/response/output/0/name").asString()).isEqualTo("get_weather");
    }

    @Test
    void calls_a_tool_in_messages() throws Exception {
        String tools = ",\"tools\":[{\"name\":\"get_weather\",\"input_schema\":" + WEATHER_SCHEMA + "}]";
        String question = "What is the weather in Paris?";
        JsonNode whole = json(demo.post("/v1/messages", messages(question, 500, tools)));
        assertThat(whole.at("/stop_reason").asString()).isEqualTo("tool_use");
        assertThat(whole.at("/content/0/input").toString()).isEqualTo(WEATHER_ARGUMENTS);
        List<JsonNode> events = events(demo.post("/v1/messages", messages(question, 500, tools + ",\"stream\":true"))
                .body());
        assertThat(joined(events, "/delta/partial_json")).isEqualTo(WEATHER_ARGUMENTS);
        assertThat(events.get(1).at("/content_block/input").toString()).isEqualTo("{}");
    }

    @Test
    void calls_a_tool_in_generate_content() throws Exception {
        String asked =
                "{\"contents\":[{\"parts\":[{\"text\":\"What is the weather in Paris?\"}]}],\"tools\":[{\"functionDeclarations\":["
                        + "{\"name\":\"get_weather\",\"parameters\":" + WEATHER_SCHEMA + "}]}]}";
        JsonNode whole = json(demo.post(GEMINI + ":generateContent", asked));
        assertThat(whole.at("/candidates/0/content/parts/0/functionCall/args").toString())
                .isEqualTo(WEATHER_ARGUMENTS);
        assertThat(whole.at("/candidates/0/finishReason").asString()).isEqualTo("STOP");
        String streamed =
                demo.post(GEMINI + ":streamGenerateContent?alt=sse", asked).body();
        assertThat(data(streamed, "\r\n\r\n")).hasSize(1);
    }
}
