package dev.penstock.app.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** openai-java at the one entry for all providers: as at OpenAI itself, but for the model's name. */
class CompatOpenAiJavaTest {
    private static final Backstage STAGE = new Backstage();

    @AfterAll
    static void close() {
        STAGE.close();
    }

    @Test
    void chat_answers() {
        assertThat(same((client, scene) -> scene.seen.add(
                        "answer",
                        client.chat()
                                .completions()
                                .create(OpenAiJavaTest.chat(scene.model("echo")).build()))))
                .anyMatch(line -> line.contains("Where is Zürich?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "tools2", "split-utf8"})
    void chat_streams(String model) {
        assertThat(same((client, scene) -> OpenAiJavaTest.stream(
                        client, OpenAiJavaTest.chat(scene.model(model)).build(), scene.seen)))
                .anyMatch(line -> line.startsWith("whole: ChatCompletion{"));
    }

    @Test
    void embeddings_decode() {
        assertThat(same((client, scene) -> scene.seen.add(
                        "default",
                        client.embeddings()
                                .create(EmbeddingCreateParams.builder()
                                        .model(scene.model("text-embedding-3-small"))
                                        .input("Zürich")
                                        .build())
                                .data()
                                .getFirst()
                                .embedding())))
                .contains("default: [0.5, 0.25]");
    }

    @Test
    void an_unknown_provider_and_a_name_without_one_raise() {
        OpenAIClient client = OpenAiJavaTest.client(STAGE.through("compat"), Backstage.KEY);
        for (String model : List.of("nobody/echo", "echo")) {
            assertThatThrownBy(() -> client.chat()
                            .completions()
                            .create(OpenAiJavaTest.chat(model).build()))
                    .isInstanceOf(BadRequestException.class);
        }
        client.close();
    }

    @Test
    void models_are_listed() {
        OpenAIClient client = OpenAiJavaTest.client(STAGE.through("compat"), Backstage.KEY);

        List<Model> models = client.models().list().items();

        assertThat(models).extracting(Model::id).contains("openai/gpt-4o", "anthropic/claude-sonnet-4-5");
        assertThat(models)
                .allSatisfy(model -> assertThat(model.validate().ownedBy())
                        .isEqualTo(model.id().substring(0, model.id().indexOf('/'))));
        client.close();
    }

    /** @param prefix of the models' names */
    private record Scene(Seen seen, String prefix) {
        String model(String name) {
            return prefix + name;
        }
    }

    private static List<String> same(BiConsumer<OpenAIClient, Scene> scenario) {
        List<String> direct = seen(STAGE.direct() + "/v1", "", scenario);
        assertThat(seen(STAGE.through("compat"), "openai/", scenario)).isEqualTo(direct);
        assertThat(seen(STAGE.through("compat/v1"), "openai/", scenario)).isEqualTo(direct);
        return direct;
    }

    private static List<String> seen(String url, String prefix, BiConsumer<OpenAIClient, Scene> scenario) {
        OpenAIClient client = OpenAiJavaTest.client(url, Backstage.KEY);
        try {
            return Seen.of(s -> scenario.accept(client, new Scene(s, prefix)), OpenAiJavaTest::details);
        } finally {
            client.close();
        }
    }
}
