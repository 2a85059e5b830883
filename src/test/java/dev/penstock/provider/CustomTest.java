package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.CustomProvider;
import dev.penstock.call.Dialect;
import dev.penstock.call.Headers;
import dev.penstock.call.Route;
import dev.penstock.egress.EgressGuard;
import dev.penstock.egress.GuardedUrl;
import dev.penstock.testkit.TrickyUrls;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomTest {
    @ParameterizedTest
    @CsvSource({
        "chat/completions, OPENAI_CHAT",
        "v1/chat/completions, OPENAI_CHAT",
        "openai/v1/chat/completions, OPENAI_CHAT",
        "openai/deployments/gpt/chat/completions, OPENAI_CHAT",
        "V1/Chat/Completions, OPENAI_CHAT",
        "v1//chat/completions, OPENAI_CHAT",
        "completions, OPENAI_COMPLETIONS",
        "responses, OPENAI_RESPONSES",
        "api/v2/responses, OPENAI_RESPONSES",
        "v1/messages, ANTHROPIC_MESSAGES",
        "anthropic/v1/messages, ANTHROPIC_MESSAGES",
        "threads/7/messages, OPAQUE",
        "v1/threads/7/messages, OPAQUE",
        "v1/embeddings, OPENAI_OTHER",
        "v1/audio/transcriptions, OPENAI_OTHER",
        "v1beta/models/g:generateContent, GEMINI",
        "models/g:streamGenerateContent, GEMINI",
        "models/g:tune, OPAQUE",
        "v1/models, OPAQUE",
        "predict, OPAQUE"
    })
    void a_path_is_read_as_the_format_of_its_name(String rest, Dialect dialect) {
        assertThat(route("https://a.example", "POST", rest).dialect()).isEqualTo(dialect);
        assertThat(route("https://a.example", "GET", rest).dialect()).isEqualTo(Dialect.OPAQUE);
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example, v1/chat/completions",
        "https://a.example/, v1/chat/completions",
        "https://a.example/v1, chat/completions",
        "https://a.example/api/v4/, chat/completions",
        "https://a.example/openai, v1/chat/completions"
    })
    void a_translated_chat_call_goes_below_v1_unless_the_base_url_names_a_version(String base, String path) {
        assertThat(new Custom(provider(base), List.of(AuthSlot.BEARER)).chatPath())
                .isEqualTo(path);
    }

    /** What was judged is what is connected to: both readers of a URL must see the same place. */
    @Test
    void a_url_that_is_accepted_is_called_where_it_was_judged() {
        Stream<String> more = Stream.of(
                "https://a.example",
                "https://A.Example:8443/v1/",
                "https://[2606:4700::1111]/v1",
                "https://8.8.8.8",
                "https://a.example/x%20y/~u(1),b=c:d@e!$&'*+",
                "https://xn--bcher-kva.example/%C3%A4");
        List<String> accepted = Stream.concat(TrickyUrls.at(80).stream(), more)
                .filter(url -> EgressGuard.PUBLIC_ONLY.checkBase(url).isEmpty())
                .toList();

        assertThat(accepted).hasSizeGreaterThan(10).allSatisfy(url -> {
            GuardedUrl guarded = GuardedUrl.parse(url);
            BaseUrl base = BaseUrl.parse(url);
            assertThat(base.origin()).isEqualTo(guarded.origin());
            assertThat(base.join("")).isEqualTo(guarded.path().isEmpty() ? "/" : guarded.path());
        });
    }

    @Test
    void headers_are_read_from_a_json_object_of_texts() {
        Headers headers = CustomHeaders.parse("{\"X-Team\":\"a\",\"authorization\":\"Bearer sk\"}");

        assertThat(headers.first("x-team")).contains("a");
        assertThat(headers.first("authorization")).contains("Bearer sk");
        assertThat(CustomHeaders.parse("").size()).isZero();
        assertThat(provider("https://a.example").toString()).doesNotContain("secret-value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "x",
                "{\"a\":1}",
                "{\"a\":{}}",
                "{\"host\":\"b\"}",
                "{\"Content-Length\":\"1\"}",
                "{\"transfer-encoding\":\"chunked\"}",
                "{\"connection\":\"x\"}",
                "{\"cf-aig-authorization\":\"x\"}",
                "{\"proxy-authorization\":\"x\"}",
                "{\"a b\":\"c\"}",
                "{\"\":\"c\"}",
                "{\"a\":\"b\\r\\nHost: c\"}",
                "{\"a\":\"b\\u0000\"}",
                "{\"a\":\"\\u2028\"}",
                "{\"a:\":\"b\"}",
                "{\":path\":\"b\"}",
                "{\"a\":\"1\",\"A\":\"2\"}",
                "{\"a\":\"1\"} {}",
                "{\"x-forwarded-for\":\"127.0.0.1\"}",
                "{\"te\":\"x\"}"
            })
    void headers_that_would_change_where_a_request_goes_or_ends_are_refused(String json) {
        assertThatThrownBy(() -> CustomHeaders.parse(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "a b", "a/b", "a.b", "ä", "a%2f", "..", "a\n"})
    void a_slug_that_cannot_stand_in_a_url_is_refused(String slug) {
        assertThatThrownBy(() -> new CustomProvider("a", "id", slug, "name", "https://a.example", true, Headers.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static CustomProvider provider(String base) {
        return new CustomProvider("a", "id", "own", "Own", base, true, Headers.of("x-key", "secret-value"));
    }

    private static Route route(String base, String method, String rest) {
        CustomProvider provider = provider(base);
        return new Custom(provider, List.of(AuthSlot.BEARER))
                .route(new ProviderRequest("a", method, rest, Optional.empty(), Headers.EMPTY, base, false));
    }
}
