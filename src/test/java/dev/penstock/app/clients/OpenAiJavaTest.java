package dev.penstock.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** openai-java: chat, embeddings and models. The Responses API has a test of its own. */
class OpenAiJavaTest {
    private static final Backstage STAGE = new Backstage();

    @AfterAll
    static void close() {
        STAGE.close();
    }

    @Test
    void chat_answers() {
        List<String> seen = same((client, s) -> {
            try (HttpResponseFor<ChatCompletion> raw = client.chat()
                    .completions()
                    .withRawResponse()
                    .create(chat("echo").build())) {
                s.add("status", raw.statusCode());
                s.add("head", Seen.headers(raw.headers().names(), raw.headers()::values));
                s.add("answer", raw.parse());
            }
        });

        assertThat(seen).contains("status: 200").anyMatch(line -> line.contains("content=Where is Zürich?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "json", "think", "len", "stop", "refuse", "crlf", "split-utf8", "slow"})
    void chat_streams(String model) {
        assertThat(same((client, s) -> stream(client, chat(model).build(), s)))
                .anyMatch(line -> line.startsWith("whole: ChatCompletion{"))
                .noneMatch(line -> line.contains("completionTokens="));
    }

    @Test
    void a_chat_stream_tells_the_usage_that_was_asked_for() {
        ChatCompletionStreamOptions usage =
                ChatCompletionStreamOptions.builder().includeUsage(true).build();

        List<String> seen = same(
                (client, s) -> stream(client, chat("echo").streamOptions(usage).build(), s));

        assertThat(seen).anyMatch(line -> line.contains("completionTokens="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool", "tools2", "noargs"})
    void a_tool_is_called_and_its_result_answered(String model) {
        List<String> seen = same((client, s) -> {
            ChatCompletionCreateParams.Builder talk = chat(model).addFunctionTool(weather());
            ChatCompletion calling = client.chat().completions().create(talk.build());
            s.add("calling", calling);
            answerTools(talk, calling.choices().getFirst().message());
            s.add("answer", client.chat().completions().create(talk.build()));
        });

        assertThat(seen).anyMatch(line -> line.contains("The tool said: 21 degrees"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool", "tools2", "noargs"})
    void a_tool_is_called_and_its_result_answered_in_streams(String model) {
        List<String> seen = same((client, s) -> {
            ChatCompletionCreateParams.Builder talk = chat(model).addFunctionTool(weather());
            ChatCompletion calling = stream(client, talk.build(), s);
            answerTools(talk, calling.choices().getFirst().message());
            stream(client, talk.build(), s);
        });

        assertThat(seen).anyMatch(line -> line.contains("The tool said: 21 degrees"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 422, 429, 500, 503})
    void an_error_raises_the_same_exception(int status) {
        assertThat(same((client, s) ->
                        client.chat().completions().create(chat("err-" + status).build())))
                .contains("raised: status " + status)
                .anyMatch(line -> line.contains("The model answers " + status));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 429, 500})
    void an_error_in_place_of_a_stream_raises_the_same_exception(int status) {
        assertThat(same((client, s) -> stream(client, chat("err-" + status).build(), s)))
                .contains("raised: status " + status)
                .anyMatch(line -> line.contains("req_0123456789abcdef"));
    }

    @Test
    void an_error_inside_a_stream_raises_the_same_exception() {
        assertThat(same((client, s) -> stream(client, chat("instream-err").build(), s)))
                .anyMatch(line -> line.startsWith("chunk: "))
                .anyMatch(line -> line.startsWith("raised: com.openai.errors.SseException"));
    }

    @Test
    void a_rejected_key_raises_the_same_exception() {
        assertThat(same(
                        "wrong-key",
                        (client, s) ->
                                client.chat().completions().create(chat("echo").build())))
                .anyMatch(line -> line.startsWith("raised: com.openai.errors.UnauthorizedException"));
    }

    @Test
    void a_broken_stream_raises() {
        List<String> seen = seen(
                client(STAGE.through("openai"), Backstage.KEY),
                (client, s) -> stream(client, chat("cut").build(), s));

        assertThat(seen)
                .anyMatch(line -> line.startsWith("chunk: "))
                .anyMatch(
                        line -> line.startsWith("raised: com.openai.errors.SseException: 200: Upstream stream broke"));
    }

    @Test
    void embeddings_decode() {
        List<String> seen = same((client, s) -> {
            EmbeddingCreateParams.Builder asked = EmbeddingCreateParams.builder()
                    .model("text-embedding-3-small")
                    .input("Zürich");
            s.add(
                    "default",
                    client.embeddings().create(asked.build()).data().getFirst().embedding());
            asked.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT);
            s.add("floats", client.embeddings().create(asked.build()));
        });

        assertThat(seen).contains("default: [0.5, 0.25]");
    }

    @Test
    void models_are_listed() {
        List<String> seen = same((client, s) -> {
            client.models().list().items().forEach(model -> s.add("model", model));
            s.add("one", client.models().retrieve("echo"));
        });

        assertThat(seen).hasSize(3);
    }

    static ChatCompletionCreateParams.Builder chat(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Where is Zürich?");
    }

    static FunctionDefinition weather() {
        Object properties = Map.of("city", Map.of("type", "string"));
        return FunctionDefinition.builder()
                .name("weather")
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(properties))
                        .build())
                .build();
    }

    static void answerTools(ChatCompletionCreateParams.Builder talk, ChatCompletionMessage calling) {
        talk.addMessage(calling);
        calling.toolCalls().orElseThrow().forEach(call -> {
            ChatCompletionMessageFunctionToolCall function = call.asFunction();
            talk.addMessage(ChatCompletionToolMessageParam.builder()
                    .toolCallId(function.id())
                    .content("21 degrees")
                    .build());
        });
    }

    static ChatCompletion stream(OpenAIClient client, ChatCompletionCreateParams asked, Seen seen) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(asked)) {
            chunks.stream().forEach(chunk -> seen.add("chunk", whole.accumulate(chunk)));
        }
        seen.add("whole", whole.chatCompletion());
        return whole.chatCompletion();
    }

    private static List<String> same(BiConsumer<OpenAIClient, Seen> scenario) {
        return same(Backstage.KEY, scenario);
    }

    /** What the scenario shows: without the gateway, and the same at both of its addresses. */
    private static List<String> same(String key, BiConsumer<OpenAIClient, Seen> scenario) {
        List<String> direct = seen(client(STAGE.direct() + "/v1", key), scenario);
        assertThat(seen(client(STAGE.through("openai"), key), scenario)).isEqualTo(direct);
        assertThat(seen(client(STAGE.through("openai/v1"), key), scenario)).isEqualTo(direct);
        return direct;
    }

    private static List<String> seen(OpenAIClient client, BiConsumer<OpenAIClient, Seen> scenario) {
        try {
            return Seen.of(s -> scenario.accept(client, s), OpenAiJavaTest::details);
        } finally {
            client.close();
        }
    }

    static List<String> details(Throwable raised) {
        return raised instanceof OpenAIServiceException told
                ? List.of(
                        "status " + told.statusCode(),
                        "code " + told.code() + " type " + told.type() + " param " + told.param(),
                        "body " + told.body(),
                        Seen.headers(told.headers().names(), told.headers()::values))
                : List.of("cause " + raised.getCause());
    }

    static OpenAIClient client(String baseUrl, String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(baseUrl)
                .apiKey(key)
                .maxRetries(0)
                .build();
    }
}
