package dev.penstock.app.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Secret;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.KeyUse;
import dev.penstock.provider.Provider;
import dev.penstock.provider.Providers;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.CanaryScanner;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.KeptKeys;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With a stored key every provider gets exactly its credential, in exactly its place, and nothing of ours. */
class EveryProviderTest {
    private static final String KEY = "key-0123456789abcdef";
    private static final String OBJECT = "{\"api_key\":\"" + KEY + "\",\"resource\":\"%s\"}";
    private static final Providers PROVIDERS = Providers.load();

    /** The paths of those that cannot be called just anywhere. */
    private static final Map<String, String> PATHS = Map.of(
            "azure-openai", "mine/gpt/chat/completions?api-version=2024-06-01",
            "azure", "mine/openai/v1/chat/completions",
            "databricks", "dbc-1.cloud.databricks.com/serving-endpoints/chat/completions",
            "snowflake", "org-mine/api/v2/cortex/v1/chat/completions",
            "aws-bedrock", "bedrock-runtime/us-east-1/model/amazon.nova-lite-v1%3A0/converse",
            "google-vertex-ai", "v1/projects/p/locations/us-central1/publishers/google/models/g:generateContent",
            "google-ai-studio", "v1beta/models/gemini-2.5-flash:generateContent",
            "anthropic", "v1/messages",
            "workers-ai", "@cf/meta/llama-3.1-8b-instruct");

    /** What is stored where it is no plain key. */
    private static final Map<String, String> SECRETS = Map.of(
            "azure-openai", OBJECT.formatted("mine"),
            "azure", OBJECT.formatted("mine"),
            "databricks", OBJECT.formatted("dbc-1.cloud.databricks.com"),
            "snowflake", OBJECT.formatted("org-mine"),
            "adobe-firefly", "{\"client_id\":\"client-1\",\"access_token\":\"" + KEY + "\"}");

    /** What arrives where it is not the key in the usual place. */
    private static final Map<String, Map<String, String>> ARRIVES = Map.of(
            "adobe-firefly", Map.of("authorization", "Bearer " + KEY, "x-api-key", "client-1"),
            "azure-openai", Map.of("api-key", KEY),
            "azure", Map.of("api-key", KEY),
            "google-ai-studio", Map.of("x-goog-api-key", KEY));

    private static final FakeProvider FAKE = FakeProvider.start();
    private static final KeptKeys KEYS = new KeptKeys();
    private static final RunningGateway GATEWAY = RunningGateway.of(Gateways.yaml(FAKE, slugs().toList(), ""), KEYS);

    @AfterEach
    void forget() {
        FAKE.forget();
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
        FAKE.close();
    }

    /** All but the demo, which has an address of its own, and those that mint a token first. */
    static Stream<String> slugs() {
        return PROVIDERS.all().stream()
                .filter(provider -> !provider.slug().equals("demo"))
                .filter(provider -> !(provider.keyUse() instanceof KeyUse.Minted))
                .map(Provider::slug);
    }

    @Test
    void all_folders_are_here() {
        assertThat(slugs()).hasSize(PROVIDERS.all().size() - 2);
    }

    @ParameterizedTest
    @MethodSource("slugs")
    void gets_its_stored_key_where_the_token_stood_in_our_own_header(String slug) {
        store(slug);

        RawResponse response = call(Gateways.shown("locked", slug + "/" + path(slug)));

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertArrived(slug, FAKE.awaitRequest());
    }

    @ParameterizedTest
    @MethodSource("slugs")
    void gets_its_stored_key_where_the_token_stood_in_any_slot_of_its_own(String slug) {
        List<AuthSlot> slots = provider(slug).authSlots().stream()
                .filter(slot -> !slot.inQuery())
                .toList();
        for (AuthSlot slot : slots) {
            FAKE.forget();
            store(slug);

            RawResponse response = call(
                    Gateways.post("locked", slug + "/" + path(slug)).header(slot.name(), slot.value(Gateways.token())));

            assertThat(response.status()).as(slot + response.text()).isEqualTo(200);
            assertArrived(slug, FAKE.awaitRequest());
        }
    }

    @ParameterizedTest
    @MethodSource("slugs")
    void takes_the_secret_that_is_stored_here_and_no_broken_one(String slug) {
        Provider provider = provider(slug);

        assertThat(provider.keyProblem(new Secret(SECRETS.getOrDefault(slug, KEY))))
                .isEmpty();
        for (String broken : List.of("", "two words", "line\nbreak", "{}", "{\"api_key\":\"x\"}", Gateways.token())) {
            assertThat(provider.keyProblem(new Secret(broken))).as(broken).isNotEmpty();
        }
    }

    private static void store(String slug) {
        KEYS.put(slug, "default", SECRETS.getOrDefault(slug, KEY));
        FAKE.otherwise(Script.json(200, "{}"));
    }

    private static RawResponse call(RawRequest request) {
        return Gateways.exchange(GATEWAY, request.json("{\"model\":\"m\",\"messages\":[]}"));
    }

    private static String path(String slug) {
        return PATHS.getOrDefault(slug, "v1/chat/completions");
    }

    private static void assertArrived(String slug, ReceivedRequest received) {
        Map<String, String> credentials = new TreeMap<>();
        PROVIDERS
                .credentialHeaders()
                .forEach(name ->
                        received.headers().all(name).forEach(value -> credentials.merge(name, value, String::concat)));
        AuthSlot usual = provider(slug).authSlots().getFirst();
        assertThat(credentials).isEqualTo(ARRIVES.getOrDefault(slug, Map.of(usual.name(), usual.value(KEY))));
        assertThat(received.headers().names())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("cf-aig"));
        CanaryScanner token = CanaryScanner.of(
                new Canary("token", Gateways.token(), Gateways.token().substring(21)));
        assertThat(token.scan("request", received.requestLine() + received.headers() + received.bodyText()))
                .isEmpty();
        assertThat(received.target()).doesNotContain(KEY);
    }

    private static Provider provider(String slug) {
        return PROVIDERS.find(slug).orElseThrow();
    }
}
