package dev.penstock.app.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.identity.NewToken;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where calls of the compat entry go, and what is said of those that cannot go anywhere. */
class CompatPathsTest {
    private static final FakeProvider FAKE = FakeProvider.start();
    private static final RunningGateway GATEWAY =
            RunningGateway.of(Stage.yaml(FAKE, NewToken.mint(new Random(11)::nextBytes)));

    @AfterEach
    void forget() {
        FAKE.forget();
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
        FAKE.close();
    }

    @ParameterizedTest
    @CsvSource({
        "chat/completions, openai/m, /v1/chat/completions",
        "completions, openai/m, /v1/completions",
        "embeddings, openai/m, /v1/embeddings",
        "v1/embeddings, openai/m, /v1/embeddings",
        "responses, openai/m, /v1/responses",
        "responses?a=b, groq/m, /openai/v1/responses?a=b",
        "chat/completions, anthropic/m, /v1/chat/completions",
        "chat/completions, perplexity/m, /chat/completions",
        "v1/chat/completions, perplexity-ai/m, /chat/completions",
        "responses, perplexity/m, /v1/responses",
        "chat/completions, custom-bare/m, /v1/chat/completions",
        "embeddings, custom-bare/m, /v1/embeddings",
        "chat/completions, custom-own/m, /v3/chat/completions"
    })
    void each_call_goes_where_the_provider_takes_it(String path, String model, String target) {
        FAKE.otherwise(Script.json(200, "{}"));

        RawResponse response = open(path, "{\"model\":\"" + model + "\"}");

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(FAKE.awaitRequest().target()).isEqualTo(target);
        assertThat(FAKE.awaitRequest().bodyText()).isEqualTo("{\"model\":\"m\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"nobody/m\"}|400|2008|Invalid provider",
                "{\"model\":\"custom-nobody/m\"}|400|2008|Invalid provider",
                "{\"model\":\"gpt-4o\"}|400|2900|The model 'gpt-4o' names no provider; write it as {provider}/{model}",
                "{\"model\":\"/m\"}|400|2900|names no provider",
                "{\"model\":\"openai/\"}|400|2900|names no provider",
                "{\"model\":\"\"}|400|2900|'model' is empty",
                "{\"model\":7}|400|2900|'model' must be a string",
                "{\"messages\":[]}|400|2900|The body names no 'model'",
                "{\"model\":\"openai/a\",\"model\":\"openai/b\"}|400|2900|a member twice",
                "{\"model\":\"openai/a\"|400|2900|not valid JSON",
                "[]|400|2900|no JSON object",
                "{\"model\":\"cloudflare/auto\"}|400|2008|served by Cloudflare alone",
                "{\"model\":\"dynamic/none\"}|404|2903|no dynamic route called 'none'",
                "{\"model\":\"cartesia/sonic\"}|400|2008|cartesia takes no call in the shape of OpenAI's chat/completions",
                "{\"model\":\"databricks/m\"}|400|2008|write the model as databricks/{workspace}/{model}"
            })
    void what_cannot_be_is_told_with_what_to_do(String body, int status, int code, String message) {
        RawResponse response = open("chat/completions", body);

        assertThat(response.status()).as(response.text()).isEqualTo(status);
        assertThat(response.json().path("error").path(0).path("code").asInt()).isEqualTo(code);
        assertThat(response.json().path("message").asString()).contains(message);
        assertThat(FAKE.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "chat", "models/x", "images/generations", "v1"})
    void a_path_that_is_not_there_is_a_404(String path) {
        RawResponse response = open(path, "{\"model\":\"openai/m\"}");

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.text()).contains("2903", "chat/completions, completions, embeddings, responses and models");
    }

    @ParameterizedTest
    @CsvSource({"GET, chat/completions", "PUT, v1/embeddings", "POST, models", "HEAD, models", "DELETE, v1/models"})
    void another_method_is_a_405(String method, String path) {
        RawResponse response =
                exchange(RawRequest.get("/v1/default/open/compat/" + path).method(method));

        assertThat(response.status()).isEqualTo(405);
    }

    private static RawResponse open(String path, String body) {
        return exchange(RawRequest.post("/v1/default/open/compat/" + path)
                .bearer("sk-1")
                .json(body));
    }

    private static RawResponse exchange(RawRequest request) {
        return RawClient.exchange(GATEWAY.port(), request);
    }
}
