package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Headers;
import dev.penstock.call.Origin;
import dev.penstock.call.Route;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client writes into its path, its call stays below the provider's base path on the provider's own host. */
class HostilePathsTest {
    private static final String MARKS = "./%2eEf5c;@:\\v1x";

    private static final Providers PROVIDERS = Providers.load();

    static final List<String> TRICKS = List.of(
            "..",
            ".",
            "../",
            "../admin",
            "./x",
            "x/..",
            "x/../y",
            "x/../../y",
            "x/./y",
            "x/.",
            "/..",
            "//../x",
            "%2e%2e",
            "%2E%2E/x",
            "%2e%2E/x",
            "%2e./x",
            ".%2e/x",
            ".%2E",
            "%2e",
            "x/%2e/y",
            "x/%2e%2e",
            "..%2fx",
            "..%2Fx",
            "%2e%2e%2fx",
            "x%2f..%2fy",
            "x%2F%2E%2E%2Fy",
            "x%2f%2e%2e",
            "%252e%252e/x",
            "%252E%252E%252Fx",
            "%25252e%25252e/x",
            "%2525252e%2525252e/x",
            "%%32%65%%32%65/x",
            "..;/x",
            "..;a=b/x",
            ".;/x",
            "%2e%2e;/x",
            "%2e%2e%3b/x",
            "x/..;y",
            "..\\x",
            "x\\..\\y",
            "\\\\evil.example\\x",
            "..%5cx",
            "..%5Cx",
            "%5c%5cevil.example",
            "x%255c..",
            "%c0%ae%c0%ae/x",
            "%C0%AE%C0%AE%C0%AFx",
            "%c1%9cx",
            "%e0%80%ae/%f8%80%80%80%ae",
            "x%00",
            "%00../x",
            "x%0d%0aHost:%20evil.example",
            "x%0a",
            "x%09y",
            "x%7f",
            "x%250d%250a",
            "x\r\nHost: evil.example",
            "x\ny",
            "x\ty",
            "x\u0000y",
            "x y",
            "x\u007fy",
            "http://evil.example/x",
            "https://evil.example/x",
            "HTTP://evil.example",
            "/http://evil.example",
            "x/ftp://evil.example",
            "javascript://x",
            "x?y",
            "x#y",
            "x%",
            "x%2",
            "x%zz",
            "x%2g",
            "ünïcode",
            "x\u2024\u2024/y",
            "\uff0e\uff0e/x",
            "x\u2028y",
            "x\"y",
            "x<y>",
            "x{y}",
            "x|y",
            "x^y",
            "x`y",
            "[::1]",
            "x".repeat(8193));

    @ParameterizedTest
    @FieldSource("TRICKS")
    void refuses_with_400(String rest) {
        for (Provider provider : PROVIDERS.all()) {
            assertThatThrownBy(() -> provider.route(request(provider, rest, Optional.empty())))
                    .as("%s %s", provider.slug(), rest)
                    .isInstanceOfSatisfying(CallRefused.class, refused -> {
                        assertThat(refused.refusal().status()).isEqualTo(400);
                        assertThat(refused.refusal().message()).doesNotContain("\r", "\n", "evil");
                    });
        }
    }

    /** Odd, and harmless: the host never comes from these, so they stay on the provider's own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@evil.example",
                "@evil.example/x",
                "user:pass@evil.example/x",
                ":443",
                ":@evil.example",
                "/evil.example/x",
                "//evil.example/x",
                "///",
                ".evil.example",
                ".x/y",
                "...",
                "..x",
                "x..",
                "x../y",
                "%2e%2ex",
                "x;../y",
                "x%2fy",
                "x%3Ay",
                "x%40evil.example",
                "x%23y",
                "x%3Fy=1",
                "evil.example:443",
                "mailto:x",
                "a,b;c=d&e",
                "~root",
                "*",
                "-"
            })
    void stays_on_the_providers_own_host(String rest) {
        Provider plain = PROVIDERS.find("openai").orElseThrow();
        Route route = plain.route(request(plain, rest, Optional.empty()));
        assertThat(route.origin()).isEqualTo(new Origin(true, "api.openai.com", 443));
        assertThat(route.path()).isEqualTo("/v1/" + rest);
        Provider bare = PROVIDERS.find("anthropic").orElseThrow();
        assertThat(bare.route(request(bare, rest, Optional.empty())).origin())
                .isEqualTo(new Origin(true, "api.anthropic.com", 443));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=\r\nx", "a=\n", "a= b", "a=\u0000", "a=ü", "a#b", "a=\u007f", "\t"})
    void refuses_a_query_that_could_break_the_request_line(String query) {
        Provider provider = PROVIDERS.find("openai").orElseThrow();
        assertThatThrownBy(() -> provider.route(request(provider, "models", Optional.of(query))))
                .isInstanceOf(CallRefused.class);
    }

    @Test
    void leaves_the_query_as_it_came() {
        Provider provider = PROVIDERS.find("openai").orElseThrow();
        String query = "a=%2e%2e/..&b[]=1&c={x}|y&&d=%zz?e";
        assertThat(provider.route(request(provider, "models", Optional.of(query)))
                        .query())
                .contains(query);
    }

    /** No text at all moves a call off its provider: own host, below the base path, printable ASCII only. */
    @Test
    void any_text_is_refused_or_stays_below_the_base() {
        SplittableRandom random = new SplittableRandom(25);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder rest = new StringBuilder();
            for (int length = random.nextInt(25); length > 0; length--) {
                rest.append(MARKS.charAt(random.nextInt(MARKS.length())));
            }
            refusedOrBelowTheBase(rest.toString());
        }
    }

    private static void refusedOrBelowTheBase(String rest) {
        Stream.of("openai", "zai", "perplexity-ai", "google-vertex-ai").forEach(slug -> {
            Provider provider = PROVIDERS.find(slug).orElseThrow();
            try {
                Route route = provider.route(request(provider, rest, Optional.empty()));
                assertThat(route.path()).startsWith("/").matches("[!-~]+").doesNotContain("\\", "/../", "/./");
                assertThat(route.path()).doesNotEndWith("/..").doesNotEndWith("/.");
                if (slug.equals("openai")) {
                    assertThat(route.path()).matches("/v1(/.*)?");
                    assertThat(route.origin().host()).isEqualTo("api.openai.com");
                }
                assertThat(route.origin().host()).doesNotContain("evil").matches("[a-z0-9.-]+");
            } catch (CallRefused refused) {
                assertThat(refused.refusal().status()).isEqualTo(400);
            }
        });
    }

    private static ProviderRequest request(Provider provider, String rest, Optional<String> query) {
        return new ProviderRequest("acc", "POST", rest, query, Headers.EMPTY, provider.baseUrl(), false);
    }
}
