package dev.penstock.app.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Secret;
import dev.penstock.provider.Provider;
import dev.penstock.provider.Providers;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.KeptKeys;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller's path may choose the host, but never where a stored key goes. */
class ResourceTest {
    private static final List<String> BOUND = List.of("azure-openai", "azure", "databricks", "snowflake");
    private static final FakeProvider FAKE = FakeProvider.start();
    private static final KeptKeys KEYS = new KeptKeys();
    private static final RunningGateway GATEWAY = RunningGateway.of(Gateways.yaml(FAKE, all(), ""), KEYS);

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
        "azure-openai, mine, theirs/gpt/chat/completions",
        "azure-openai, mine, mine.cognitiveservices.azure.com/gpt/chat/completions",
        "azure-openai, mine.cognitiveservices.azure.com, mine/gpt/chat/completions",
        "azure, mine, theirs/openai/v1/chat/completions",
        "azure, mine, theirs/anthropic/v1/messages",
        "databricks, dbc-1.cloud.databricks.com, dbc-2.cloud.databricks.com/serving-endpoints/chat/completions",
        "snowflake, mine, theirs/api/v2/cortex/v1/chat/completions",
        "snowflake, mine, theirs.snowflakecomputing.com/api/v2/cortex/v1/chat/completions"
    })
    void a_call_to_another_resource_is_refused_before_anything_is_sent(String slug, String resource, String path) {
        KEYS.put(slug, "default", object(resource));

        RawResponse response = Gateways.exchange(
                GATEWAY, Gateways.shown("locked", slug + "/" + path).json("{}"));

        assertThat(response.status()).isEqualTo(400);
        assertThat(Gateways.code(response)).isEqualTo(2910);
        assertThat(Gateways.message(response)).contains("another resource", path.substring(0, path.indexOf('/')));
        assertThat(response.text()).doesNotContain("key-of-one");
        assertThat(FAKE.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "azure-openai, mine, mine.openai.azure.com/gpt/chat/completions, api-key",
        "azure-openai, mine.openai.azure.com, mine/openai/v1/chat/completions, api-key",
        "azure, mine, mine/models/chat/completions, api-key",
        "azure, mine, mine/anthropic/v1/messages, x-api-key",
        "snowflake, mine, mine.snowflakecomputing.com/api/v2/cortex/v1/chat/completions, authorization"
    })
    void its_own_resource_may_be_written_in_each_way(String slug, String resource, String path, String header) {
        KEYS.put(slug, "default", object(resource));
        FAKE.otherwise(Script.json(200, "{}"));

        RawResponse response = Gateways.exchange(
                GATEWAY, Gateways.shown("locked", slug + "/" + path).json("{}"));

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(FAKE.awaitRequest().header(header).orElse("")).endsWith("key-of-one");
    }

    @Test
    void a_refused_step_lets_the_next_one_try() {
        KEYS.put("azure-openai", "default", object("mine"));
        KEYS.put("openai", "default", "sk-1");
        FAKE.otherwise(Script.json(200, "{\"n\":1}"));

        RawResponse response =
                Gateways.exchange(GATEWAY, Gateways.shown("locked", "").json("""
                [{"provider":"azure-openai","endpoint":"theirs/gpt/chat/completions","query":{"model":"m"}},
                 {"provider":"openai","endpoint":"chat/completions","query":{"model":"m"}}]"""));

        assertThat(response.text()).isEqualTo("{\"n\":1}");
        assertThat(FAKE.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"azure-openai", "azure", "databricks", "snowflake"})
    void a_plain_key_is_not_taken_and_the_shape_is_told(String slug) {
        Provider provider = Providers.load().find(slug).orElseThrow();

        assertThat(provider.keyProblem(new Secret("plain-key-1")).orElse(""))
                .contains("\"api_key\"", "\"resource\"")
                .doesNotContain("plain-key-1");
        assertThat(provider.keyProblem(new Secret(object("evil.example/x"))).orElse(""))
                .contains("'resource'")
                .doesNotContain("key-of-one");
    }

    private static String object(String resource) {
        return "{\"api_key\":\"key-of-one\",\"resource\":\"" + resource + "\"}";
    }

    private static List<String> all() {
        List<String> all = new java.util.ArrayList<>(BOUND);
        all.add("openai");
        return all;
    }
}
