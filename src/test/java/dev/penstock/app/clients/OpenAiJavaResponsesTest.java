package dev.penstock.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** openai-java and the Responses API. */
class OpenAiJavaResponsesTest {
    private static final Backstage STAGE = new Backstage();

    @AfterAll
    static void close() {
        STAGE.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "think", "len"})
    void a_response_comes_whole(String model) {
        assertThat(same((client, s) ->
                        s.add("answer", client.responses().create(ask(model).build()))))
                .anyMatch(line -> line.contains("text=Where is Zürich?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "json", "think", "len", "refuse", "crlf", "split-utf8"})
    void a_response_streams(String model) {
        assertThat(same((client, s) -> stream(client, ask(model).build(), s)))
                .anyMatch(line -> line.startsWith("event: "))
                .anyMatch(line -> line.startsWith("whole: Response{") && line.contains("totalTokens="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool", "tools2"})
    void a_tool_is_called_and_its_result_answered(String model) {
        assertThat(same((client, s) -> {
                    List<ResponseInputItem> talk = question();
                    Response calling = client.responses().create(with(model, talk));
                    s.add("calling", calling);
                    answerTools(talk, calling);
                    s.add("answer", client.responses().create(with(model, talk)));
                }))
                .anyMatch(line -> line.contains("The tool said: 21 degrees"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool", "tools2"})
    void a_tool_is_called_and_its_result_answered_in_streams(String model) {
        assertThat(same((client, s) -> {
                    List<ResponseInputItem> talk = question();
                    answerTools(talk, stream(client, with(model, talk), s));
                    stream(client, with(model, talk), s);
                }))
                .anyMatch(line -> line.contains("The tool said: 21 degrees"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 429, 500})
    void an_error_raises_the_same_exception(int status) {
        assertThat(same((client, s) ->
                        client.responses().create(ask("err-" + status).build())))
                .contains("raised: status " + status)
                .anyMatch(line -> line.contains("req_0123456789abcdef"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 429, 500})
    void an_error_in_place_of_a_stream_raises_the_same_exception(int status) {
        assertThat(same((client, s) -> stream(client, ask("err-" + status).build(), s)))
                .contains("raised: status " + status)
                .anyMatch(line -> line.contains("The model answers " + status));
    }

    @Test
    void an_error_inside_a_stream_raises_the_same_exception() {
        assertThat(same((client, s) -> stream(client, ask("instream-err").build(), s)))
                .anyMatch(line -> line.startsWith("event: "))
                .anyMatch(line -> line.startsWith("raised: com.openai.errors.SseException"));
    }

    @Test
    void a_broken_stream_raises() {
        List<String> seen = seen(
                STAGE.through("openai"),
                (client, s) -> stream(client, ask("cut").build(), s));

        assertThat(seen)
                .anyMatch(line -> line.startsWith("event: "))
                .anyMatch(
                        line -> line.startsWith("raised: com.openai.errors.SseException: 200: Upstream stream broke"));
    }

    private static ResponseCreateParams.Builder ask(String model) {
        return ResponseCreateParams.builder().model(model).input("Where is Zürich?");
    }

    private static List<ResponseInputItem> question() {
        return new ArrayList<>(List.of(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content("How warm is Zürich?")
                .build())));
    }

    private static ResponseCreateParams with(String model, List<ResponseInputItem> talk) {
        Object properties = Map.of("city", Map.of("type", "string"));
        FunctionTool.Parameters parameters = FunctionTool.Parameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty("properties", JsonValue.from(properties))
                .build();
        return ResponseCreateParams.builder()
                .model(model)
                .inputOfResponse(talk)
                .addTool(FunctionTool.builder()
                        .name("weather")
                        .parameters(parameters)
                        .strict(false)
                        .build())
                .build();
    }

    private static void answerTools(List<ResponseInputItem> talk, Response calling) {
        calling.output().stream().flatMap(item -> item.functionCall().stream()).forEach(call -> {
            talk.add(ResponseInputItem.ofFunctionCall(call));
            talk.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                    .callId(call.callId())
                    .output("21 degrees")
                    .build()));
        });
    }

    private static Response stream(OpenAIClient client, ResponseCreateParams asked, Seen seen) {
        ResponseAccumulator whole = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(asked)) {
            events.stream().forEach(event -> seen.add("event", whole.accumulate(event)));
        }
        seen.add("whole", whole.response());
        return whole.response();
    }

    private static List<String> same(BiConsumer<OpenAIClient, Seen> scenario) {
        List<String> direct = seen(STAGE.direct() + "/v1", scenario);
        assertThat(seen(STAGE.through("openai"), scenario)).isEqualTo(direct);
        assertThat(seen(STAGE.through("openai/v1"), scenario)).isEqualTo(direct);
        return direct;
    }

    private static List<String> seen(String baseUrl, BiConsumer<OpenAIClient, Seen> scenario) {
        OpenAIClient client = OpenAiJavaTest.client(baseUrl, Backstage.KEY);
        try {
            return Seen.of(s -> scenario.accept(client, s), OpenAiJavaTest::details);
        } finally {
            client.close();
        }
    }
}
