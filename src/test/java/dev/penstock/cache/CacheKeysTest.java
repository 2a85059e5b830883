package dev.penstock.cache;

import static dev.penstock.cache.Asks.USUAL;
import static dev.penstock.cache.Asks.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Headers;
import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.call.StoredKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CacheKeysTest {
    /** Answers on disk outlive a release: who changes how keys are made changes the version in their purpose as well. */
    @Test
    void keys_are_the_same_in_every_release() {
        AskedKey usual = key(USUAL);
        assertThat(usual.key()).hasToString("af364fe5219e051f8419a26c042219205d06e864c3ad6f4e04cb4f66292b8662");
        assertThat(usual.key("body", 0))
                .hasToString("b4aa1f1b9d31ab5f4d68ef6d3f241fdbaa603577d1ff71423be4a111e1a3ebd9");
        assertThat(usual.key("sse", 1)).hasToString("c5604563f7c22666cc20ee6f7077c5402ccbe8f12b5635d06a554c8064b562ae");
        assertThat(CacheKeys.custom(USUAL, "mine").key())
                .hasToString("db20edead86e4f879ba3c6020b4e259674bc7973cd2d9ccd170b36ba01b4206f");
        String every = "{\"z\":[1.50,-2e3,true,false,null,\"\\u00e9\\ud83d\"],\"input\":[\"one\",{\"b\":{},\"a\":[]}],"
                + "\"long\":\"" + "\\n".repeat(256) + "\",\"o\":{\"b\":\"" + "x".repeat(200) + "\",\"a\":\""
                + "y".repeat(200)
                + "\"}}";
        assertThat(Asks.key(every)).hasToString("6f62a0c4aaba7d2a50d39ae655d9a58ca632335ed62cd8ea6dcab784bf1beab3");
    }

    @Test
    void whatever_says_where_a_call_goes_and_who_makes_it_changes_the_key() {
        List<CacheAsk> asks = new ArrayList<>(places());
        asks.add(Asks.headers(KeyedHeaders.NONE));
        asks.add(Asks.headers(KeyedHeaders.of(Headers.of("openai-beta", "assistants=v3"), Set.of())));
        asks.add(Asks.headers(KeyedHeaders.of(Headers.of("anthropic-beta", "assistants=v2"), Set.of())));
        asks.add(Asks.credential(CacheCredential.NONE));
        asks.add(Asks.credential(CacheCredential.brought(Headers.of("authorization", "Bearer two"))));
        asks.add(Asks.credential(CacheCredential.brought(Headers.of("x-api-key", "Bearer one"))));
        asks.add(Asks.form("body"));
        asks.add(Asks.form("sse+usage"));
        asks.add(Asks.body("{}"));
        Set<CacheKey> keys = new HashSet<>();
        asks.forEach(ask -> keys.add(key(ask).key()));
        keys.add(key(USUAL).key("sse", 1));
        keys.add(CacheKeys.custom(USUAL, "mine").key());
        assertThat(keys).hasSize(asks.size() + 2);
    }

    private static List<CacheAsk> places() {
        Scope scope = USUAL.scope();
        String to = USUAL.origin();
        String path = USUAL.endpoint();
        byte[] body = USUAL.body();
        return List.of(
                USUAL,
                Asks.of(new Scope("account2", "gateway"), "openai", to, "POST", path, body),
                Asks.of(new Scope("account", "gateway2"), "openai", to, "POST", path, body),
                Asks.of(new Scope("accountg", "ateway"), "openai", to, "POST", path, body),
                Asks.of(scope, "openai2", to, "POST", path, body),
                Asks.of(scope, "openaihttps", "://api.openai.com", "POST", path, body),
                Asks.of(scope, "openai", "https://api.openai.com:8443", "POST", path, body),
                Asks.of(scope, "openai", to, "PUT", path, body),
                Asks.of(scope, "openai", to, "POST/v1", "/chat/completions?a=b", body),
                Asks.of(scope, "openai", to, "POST", "/v1/chat/completions", body),
                Asks.of(scope, "openai", to, "POST", "/v1/chat/completions?a=c", body));
    }

    @Test
    void the_same_call_in_another_form_finds_the_answer_in_each_form() {
        AskedKey stream = key(Asks.form("sse"));
        AskedKey whole = key(Asks.form("body"));
        assertThat(stream.key("body", 0)).isEqualTo(whole.key());
        assertThat(whole.key("sse", 3)).isEqualTo(stream.key("sse", 3));
        assertThat(stream.key()).isNotEqualTo(whole.key());
        assertThat(stream.form()).isEqualTo("sse");
    }

    @Test
    void parts_cannot_slide_into_each_other() {
        Set<CacheKey> keys = new HashSet<>();
        keys.add(key(Asks.headers(fields("a-beta", "bc", "b-beta", "d"))).key());
        keys.add(key(Asks.headers(fields("a-beta", "b", "cb-beta", "d"))).key());
        keys.add(key(Asks.headers(fields("a-beta", "bcb-betad"))).key());
        keys.add(key(Asks.headers(fields("a-beta", "bc", "a-beta", "d"))).key());
        keys.add(key(Asks.headers(fields("a-beta", "d", "a-beta", "bc"))).key());
        keys.add(key(Asks.credential("\uD83D")).key());
        keys.add(key(Asks.credential("\uDE00")).key());
        keys.add(key(Asks.credential("?")).key());
        keys.add(Asks.key("{\"ab\":\"c\"}"));
        keys.add(Asks.key("{\"a\":\"bc\"}"));
        keys.add(Asks.key("{\"a\":[\"ab\",\"c\"]}"));
        keys.add(Asks.key("{\"a\":[\"a\",\"bc\"]}"));
        keys.add(Asks.key("{\"a\":[1,23]}"));
        keys.add(Asks.key("{\"a\":[12,3]}"));
        keys.add(Asks.key("{\"a\":[[1],2]}"));
        keys.add(Asks.key("{\"a\":[[1,2]]}"));
        keys.add(Asks.key("{\"a\":{\"b\":{},\"c\":1}}"));
        keys.add(Asks.key("{\"a\":{\"b\":{\"c\":1}}}"));
        assertThat(keys).hasSize(18);
    }

    @Test
    void a_part_that_looks_like_two_is_one() {
        byte[] two = new KeyParts("p")
                .add('a', new byte[] {1})
                .add('b', new byte[] {2})
                .digest();
        byte[] one =
                new KeyParts("p").add('a', new byte[] {1, 'b', 0, 0, 0, 0, 2}).digest();
        byte[] other = new KeyParts("p")
                .add('a', new byte[] {1})
                .add('c', new byte[] {2})
                .digest();
        assertThat(one).isNotEqualTo(two);
        assertThat(other).as("of another kind").isNotEqualTo(two);
    }

    private static KeyedHeaders fields(String... fields) {
        return KeyedHeaders.of(Headers.of(fields), Set.of());
    }

    @Test
    void a_call_without_a_body_has_a_key_only_where_it_is_a_get() {
        byte[] none = {};
        Scope scope = USUAL.scope();
        CacheAsk get = Asks.of(scope, "openai", USUAL.origin(), "GET", "/v1/models", none);
        assertThat(CacheKeys.of(get)).isPresent();
        assertThat(key(get).key())
                .isNotEqualTo(key(Asks.of(scope, "openai", USUAL.origin(), "GET", "/v1/models", "{}".getBytes(UTF_8)))
                        .key());
        assertThat(CacheKeys.of(Asks.of(scope, "openai", USUAL.origin(), "POST", "/v1/models", none)))
                .isEmpty();
    }

    @Test
    void a_custom_key_stands_for_body_headers_and_caller_and_stays_where_it_was_given() {
        CacheKey mine = CacheKeys.custom(USUAL, "mine").key();
        assertThat(CacheKeys.custom(Asks.body("no json"), "mine").key()).isEqualTo(mine);
        assertThat(CacheKeys.custom(Asks.credential(CacheCredential.NONE), "mine")
                        .key())
                .isEqualTo(mine);
        assertThat(CacheKeys.custom(Asks.headers(KeyedHeaders.NONE), "mine").key())
                .isEqualTo(mine);
        Set<CacheKey> others = new HashSet<>();
        places().forEach(ask -> others.add(CacheKeys.custom(ask, "mine").key()));
        others.add(CacheKeys.custom(Asks.form("body"), "mine").key());
        others.add(CacheKeys.custom(USUAL, "Mine").key());
        assertThat(others).contains(mine).hasSize(places().size() + 2);
        assertThat(CacheKeys.custom(Asks.form("body"), "mine").key())
                .isEqualTo(CacheKeys.custom(USUAL, "mine").key("body", 0));
    }

    @Test
    void a_credential_is_named_by_its_hash_its_alias_or_its_id() {
        String brought = CacheCredential.brought(Headers.of("Authorization", "Bearer secret-one"));
        assertThat(brought).matches("brought:[0-9a-f]{64}");
        assertThat(brought).isEqualTo(CacheCredential.brought(Headers.of("authorization", "Bearer secret-one")));
        assertThat(CacheCredential.brought(Headers.of("a", "1", "b", "2")))
                .isEqualTo(CacheCredential.brought(Headers.of("b", "2", "a", "1")))
                .isNotEqualTo(CacheCredential.brought(Headers.of("a", "2", "b", "1")))
                .isNotEqualTo(CacheCredential.brought(Headers.of("a", "1")));
        assertThat(CacheCredential.brought(Headers.EMPTY)).isEqualTo("none");
        StoredKey kept = new StoredKey("id", "openai", "main", 3, () -> new Secret("never opened"));
        assertThat(CacheCredential.stored(kept)).isEqualTo("stored:main:id:3");
        assertThat(CacheCredential.managed(kept)).isEqualTo("managed:id:3");
    }

    @Test
    void nothing_prints_what_was_asked() {
        String shown = USUAL + " " + key(USUAL) + " " + USUAL.headers();
        assertThat(shown).doesNotContain("hello", "assistants=v2", "brought", "Bearer");
    }

    @Test
    void only_header_fields_that_change_answers_count() {
        KeyedHeaders kept = KeyedHeaders.of(
                Headers.of(
                        "X-Goog-Api-Key",
                        "k",
                        "x-goog-api-client",
                        "sdk",
                        "X-Goog-User-Project",
                        "p",
                        "anthropic-version",
                        "2023-06-01",
                        "Anthropic-Beta",
                        " b ",
                        "anthropic-beta",
                        "a",
                        "api-version",
                        "2",
                        "x-stainless-package-version",
                        "9",
                        "cf-aig-cache-version",
                        "1",
                        "OpenAI-Organization",
                        "o",
                        "openai-key",
                        "k",
                        "x-amzn-bedrock-trace",
                        "on",
                        "user-agent",
                        "u",
                        "authorization",
                        "k",
                        "accept",
                        "*/*"),
                Set.of("openai-key", "authorization", "x-goog-api-key"));
        assertThat(kept.fields().stream().map(field -> field.name() + "=" + field.value()))
                .containsExactly(
                        "anthropic-beta=b",
                        "anthropic-beta=a",
                        "anthropic-version=2023-06-01",
                        "api-version=2",
                        "openai-organization=o",
                        "x-amzn-bedrock-trace=on",
                        "x-goog-user-project=p");
    }
}
