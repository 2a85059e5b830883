package dev.penstock.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** anthropic-java. */
class AnthropicJavaTest {
    private static final Backstage STAGE = new Backstage();

    @AfterAll
    static void close() {
        STAGE.close();
    }

    @Test
    void a_message_comes_whole() {
        List<String> seen = same((client, s) -> {
            try (HttpResponseFor<Message> raw =
                    client.messages().withRawResponse().create(ask("echo").build())) {
                s.add("status", raw.statusCode());
                s.add("head", Seen.headers(raw.headers().names(), raw.headers()::values));
                s.add("answer", raw.parse());
            }
        });

        assertThat(seen).contains("status: 200").anyMatch(line -> line.contains("text=Where is Zürich?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "think", "len", "stop", "refuse", "crlf", "split-utf8"})
    void a_message_streams(String model) {
        assertThat(same((client, s) -> stream(client, ask(model).build(), s)))
                .anyMatch(line -> line.startsWith("event: "))
                .anyMatch(line -> line.startsWith("whole: Message{") && line.contains("outputTokens="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool", "tools2", "noargs"})
    void a_tool_is_called_and_its_result_answered(String model) {
        assertThat(same((client, s) -> {
                    MessageCreateParams.Builder talk = ask(model).addTool(weather());
                    Message calling = client.messages().create(talk.build());
                    s.add("calling", calling);
                    answerTools(talk, calling);
                    s.add("answer", client.messages().create(talk.build()));
                }))
                .anyMatch(line -> line.contains("The tool said: 21 degrees"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool", "tools2", "noargs"})
    void a_tool_is_called_and_its_result_answered_in_streams(String model) {
        assertThat(same((client, s) -> {
                    MessageCreateParams.Builder talk = ask(model).addTool(weather());
                    answerTools(talk, stream(client, talk.build(), s));
                    stream(client, talk.build(), s);
                }))
                .anyMatch(line -> line.contains("The tool said: 21 degrees"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 422, 429, 500, 529})
    void an_error_raises_the_same_exception(int status) {
        assertThat(same((client, s) ->
                        client.messages().create(ask("err-" + status).build())))
                .contains("raised: status " + status + " request Optional[req_0123456789abcdef]");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 429, 500})
    void an_error_in_place_of_a_stream_raises_the_same_exception(int status) {
        assertThat(same((client, s) -> stream(client, ask("err-" + status).build(), s)))
                .contains("raised: status " + status + " request Optional[req_0123456789abcdef]")
                .anyMatch(line -> line.contains("The model answers " + status));
    }

    @Test
    void an_error_inside_a_stream_raises_the_same_exception() {
        assertThat(same((client, s) -> stream(client, ask("instream-err").build(), s)))
                .anyMatch(line -> line.startsWith("event: "))
                .anyMatch(line -> line.startsWith("raised: com.anthropic.errors.SseException"));
    }

    @Test
    void a_broken_stream_raises() {
        List<String> seen = seen(
                client(STAGE.through("anthropic"), Backstage.KEY),
                (client, s) -> stream(client, ask("cut").build(), s));

        assertThat(seen)
                .anyMatch(line -> line.startsWith("event: "))
                .anyMatch(line -> line.startsWith("raised: com.anthropic.errors.SseException"))
                .anyMatch(line -> line.contains("Upstream stream broke off"));
    }

    @Test
    void tokens_are_counted() {
        assertThat(same((client, s) -> s.add(
                        "count",
                        client.messages()
                                .countTokens(MessageCountTokensParams.builder()
                                        .model("echo")
                                        .addUserMessage("Where is Zürich?")
                                        .build()))))
                .anyMatch(line -> line.contains("inputTokens="));
    }

    static MessageCreateParams.Builder ask(String model) {
        return MessageCreateParams.builder().model(model).maxTokens(64).addUserMessage("Where is Zürich?");
    }

    static Tool weather() {
        return Tool.builder()
                .name("weather")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .build())
                .build();
    }

    static void answerTools(MessageCreateParams.Builder talk, Message calling) {
        talk.addMessage(calling);
        talk.addUserMessageOfContentBlockParams(calling.content().stream()
                .filter(ContentBlock::isToolUse)
                .map(call -> ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                        .toolUseId(call.asToolUse().id())
                        .content("21 degrees")
                        .build()))
                .toList());
    }

    static Message stream(AnthropicClient client, MessageCreateParams asked, Seen seen) {
        MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(asked)) {
            events.stream().forEach(event -> seen.add("event", whole.accumulate(event)));
        }
        seen.add("whole", whole.message());
        return whole.message();
    }

    private static List<String> same(BiConsumer<AnthropicClient, Seen> scenario) {
        List<String> direct = seen(client(STAGE.direct(), Backstage.KEY), scenario);
        assertThat(seen(client(STAGE.through("anthropic"), Backstage.KEY), scenario))
                .isEqualTo(direct);
        return direct;
    }

    private static List<String> seen(AnthropicClient client, BiConsumer<AnthropicClient, Seen> scenario) {
        try {
            return Seen.of(s -> scenario.accept(client, s), AnthropicJavaTest::details);
        } finally {
            client.close();
        }
    }

    private static List<String> details(Throwable raised) {
        return raised instanceof AnthropicServiceException told
                ? List.of(
                        "status " + told.statusCode() + " request " + told.requestId(),
                        "type " + told.type() + " body " + told.body(),
                        Seen.headers(told.headers().names(), told.headers()::values))
                : List.of("cause " + raised.getCause());
    }

    static AnthropicClient client(String baseUrl, String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(baseUrl)
                .apiKey(key)
                .maxRetries(0)
                .build();
    }
}
