package dev.penstock.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import com.google.genai.types.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** google-genai for Java. */
class GoogleGenAiJavaTest {
    private static final String QUESTION = "Where is Zürich?";
    private static final GenerateContentConfig PLAIN =
            GenerateContentConfig.builder().build();

    private static final Backstage STAGE = new Backstage();

    @AfterAll
    static void close() {
        STAGE.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "json", "think", "len", "refuse"})
    void an_answer_comes_whole(String model) {
        assertThat(same((client, s) -> s.add("answer", told(client.models.generateContent(model, QUESTION, PLAIN)))))
                .anyMatch(line -> line.startsWith("answer: ") && line.contains("totalTokenCount"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "json", "think", "len", "refuse", "split-utf8"})
    void an_answer_streams(String model) {
        assertThat(same((client, s) -> stream(client, model, List.of(user(QUESTION)), PLAIN, s)))
                .anyMatch(line -> line.startsWith("piece: ") && line.contains("finishReason"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool", "tools2"})
    void a_tool_is_called_and_its_result_answered(String model) {
        assertThat(same((client, s) -> {
                    List<Content> talk = new ArrayList<>(List.of(user(QUESTION)));
                    GenerateContentResponse calling = client.models.generateContent(model, talk, withWeather());
                    s.add("calling", told(calling));
                    answerTools(talk, List.of(calling));
                    s.add("answer", told(client.models.generateContent(model, talk, withWeather())));
                }))
                .anyMatch(line -> line.contains("The tool said: ") && line.contains("21 degrees"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool", "tools2"})
    void a_tool_is_called_and_its_result_answered_in_streams(String model) {
        assertThat(same((client, s) -> {
                    List<Content> talk = new ArrayList<>(List.of(user(QUESTION)));
                    answerTools(talk, stream(client, model, talk, withWeather(), s));
                    s.add("text", text(stream(client, model, talk, withWeather(), s)));
                }))
                .anyMatch(line -> line.startsWith("text: The tool said: ") && line.contains("21 degrees"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 429, 500, 503})
    void an_error_raises_the_same_exception(int status) {
        assertThat(same((client, s) -> client.models.generateContent("err-" + status, QUESTION, PLAIN)))
                .contains("raised: code " + status)
                .anyMatch(line -> line.contains("The model answers " + status));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 429, 500})
    void an_error_in_place_of_a_stream_raises_the_same_exception(int status) {
        assertThat(same((client, s) -> stream(client, "err-" + status, List.of(user(QUESTION)), PLAIN, s)))
                .contains("raised: code " + status)
                .anyMatch(line -> line.contains("The model answers " + status));
    }

    @Test
    void an_error_inside_a_stream_raises_the_same_exception() {
        assertThat(same((client, s) -> stream(client, "instream-err", List.of(user(QUESTION)), PLAIN, s)))
                .anyMatch(line -> line.startsWith("piece: "))
                .anyMatch(line -> line.startsWith("raised: com.google.genai.errors."));
    }

    /** It reads one event ahead, so that the missing end of the connection is what it raises, not our event before it. */
    @Test
    void a_broken_stream_raises() {
        List<String> seen = seen(
                STAGE.through("google-ai-studio"),
                (client, s) -> stream(client, "cut", List.of(user(QUESTION)), PLAIN, s));

        assertThat(seen)
                .anyMatch(line -> line.startsWith("piece: "))
                .anyMatch(line -> line.startsWith("raised: com.google.genai.errors."));
    }

    @Test
    void tokens_are_counted() {
        assertThat(same((client, s) -> s.add(
                        "count",
                        client.models.countTokens("echo", QUESTION, null).totalTokens())))
                .anyMatch(line -> line.startsWith("count: Optional["));
    }

    static Content user(String text) {
        return Content.builder().role("user").parts(Part.fromText(text)).build();
    }

    static GenerateContentConfig withWeather() {
        Schema city = Schema.builder().type("STRING").build();
        return GenerateContentConfig.builder()
                .tools(Tool.builder()
                        .functionDeclarations(FunctionDeclaration.builder()
                                .name("weather")
                                .parameters(Schema.builder()
                                        .type("OBJECT")
                                        .properties(Map.of("city", city))
                                        .build())
                                .build())
                        .build())
                .build();
    }

    static void answerTools(List<Content> talk, List<GenerateContentResponse> calling) {
        List<Part> calls = new ArrayList<>();
        List<Part> results = new ArrayList<>();
        for (GenerateContentResponse piece : calling) {
            List<Part> parts = piece.parts();
            for (Part part : parts == null ? List.<Part>of() : parts) {
                part.functionCall().ifPresent(call -> {
                    calls.add(part);
                    results.add(
                            Part.fromFunctionResponse(call.name().orElseThrow(), Map.of("temperature", "21 degrees")));
                });
            }
        }
        talk.add(Content.builder().role("model").parts(calls).build());
        talk.add(Content.builder().role("user").parts(results).build());
    }

    static List<GenerateContentResponse> stream(
            Client client, String model, List<Content> talk, GenerateContentConfig config, Seen seen) {
        List<GenerateContentResponse> pieces = new ArrayList<>();
        try (ResponseStream<GenerateContentResponse> stream =
                client.models.generateContentStream(model, talk, config)) {
            for (GenerateContentResponse piece : stream) {
                pieces.add(piece);
                seen.add("piece", told(piece));
            }
        }
        return pieces;
    }

    static String text(List<GenerateContentResponse> pieces) {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    /** The answer without its head, which is the connection's too. */
    private static String told(GenerateContentResponse answer) {
        return answer.toBuilder().clearSdkHttpResponse().build().toJson();
    }

    private static List<String> same(BiConsumer<Client, Seen> scenario) {
        List<String> direct = seen(STAGE.direct(), scenario);
        assertThat(seen(STAGE.through("google-ai-studio"), scenario)).isEqualTo(direct);
        return direct;
    }

    private static List<String> seen(String baseUrl, BiConsumer<Client, Seen> scenario) {
        try (Client client = client(baseUrl, Backstage.KEY, Map.of())) {
            return Seen.of(s -> scenario.accept(client, s), GoogleGenAiJavaTest::details);
        }
    }

    private static List<String> details(Throwable raised) {
        return raised instanceof ApiException told
                ? List.of("code " + told.code(), "status " + told.status(), "message " + told.message())
                : List.of("cause " + raised.getCause());
    }

    static Client client(String baseUrl, String key, Map<String, String> headers) {
        HttpRetryOptions never =
                HttpRetryOptions.builder().attempts(1).initialDelay(0.0).build();
        return Client.builder()
                .apiKey(key)
                .vertexAI(false)
                .httpOptions(HttpOptions.builder()
                        .baseUrl(baseUrl)
                        .headers(headers)
                        .retryOptions(never)
                        .build())
                .build();
    }
}
