package dev.penstock.app.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.identity.NewToken;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.CanaryScanner;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call: one token in any of its places, and one answer for all others, the same to the byte. */
class AuthTest {
    private static final Random RANDOM = new Random(42);
    private static final NewToken TOKEN = NewToken.mint(RANDOM::nextBytes);
    private static final NewToken SECOND = NewToken.mint(RANDOM::nextBytes);
    private static final NewToken EXPIRED = NewToken.mint(RANDOM::nextBytes);
    private static final NewToken ELSEWHERE = NewToken.mint(RANDOM::nextBytes);
    private static final NewToken UNKNOWN = NewToken.mint(RANDOM::nextBytes);
    private static final String UNAUTHORIZED =
            "{\"success\":false,\"result\":[],\"messages\":[],\"error\":[{\"code\":2009,\"message\":\"Unauthorized\"}],"
                    + "\"name\":\"AiGatewayError\",\"httpCode\":401,\"internalCode\":2009,\"message\":\"Unauthorized\","
                    + "\"description\":\"Unauthorized\"}";

    private static final FakeProvider FAKE = FakeProvider.start();
    private static final RunningGateway GATEWAY = RunningGateway.of(
            "gateways:\n  - id: locked\n    authentication: true\n  - id: other\n    authentication: true\n  - id: open\n    authentication: false\n"
                    + "tokens:\n" + token(TOKEN, "") + token(SECOND, "")
                    + token(EXPIRED, "    expires_at: 2020-01-01T00:00:00Z\n")
                    + token(ELSEWHERE, "    gateways: [other]\n")
                    + "providers:\n"
                    + provider("openai", "/v1") + provider("anthropic", "") + provider("google-ai-studio", "")
                    + provider("azure-openai", "") + provider("workers-ai", ""));

    @AfterEach
    void forget() {
        FAKE.forget();
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
        FAKE.close();
    }

    static Stream<Arguments> places() {
        return Stream.of(
                Arguments.of("openai/chat/completions", "cf-aig-authorization", "Bearer %s"),
                Arguments.of("openai/chat/completions", "cf-aig-authorization", "%s"),
                Arguments.of("openai/chat/completions", "cf-aig-authorization", "bearer %s"),
                Arguments.of("openai/chat/completions", "CF-AIG-Authorization", "Bearer   %s "),
                Arguments.of("openai/chat/completions", "authorization", "Bearer %s"),
                Arguments.of("anthropic/v1/messages", "x-api-key", "%s"),
                Arguments.of("anthropic/v1/messages", "authorization", "Bearer %s"),
                Arguments.of("google-ai-studio/v1beta/models/gemini-2.5-flash:generateContent", "x-goog-api-key", "%s"),
                Arguments.of("azure-openai/res/dep/chat/completions?api-version=2024-06-01", "api-key", "%s"),
                Arguments.of("workers-ai/@cf/meta/llama-3.1-8b-instruct", "authorization", "Bearer %s"));
    }

    @ParameterizedTest
    @MethodSource("places")
    void a_token_opens_from_each_of_its_places_and_is_told_to_no_provider(String path, String header, String value) {
        FAKE.otherwise(Script.json(200, "{}"));

        RawResponse response = call("locked", path, request -> request.header(header, value.formatted(text(TOKEN))));

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        CanaryScanner token =
                CanaryScanner.of(new Canary("token", text(TOKEN), text(TOKEN).substring(21)));
        assertThat(token.scan(
                        "request",
                        FAKE.awaitRequest().requestLine() + FAKE.awaitRequest().headers()))
                .isEmpty();
        assertThat(FAKE.awaitRequest().header(header)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("places")
    void a_token_that_is_not_good_is_told_nothing_from_any_place(String path, String header, String value) {
        for (NewToken bad : List.of(EXPIRED, ELSEWHERE, UNKNOWN)) {
            assertUnauthorized(call("locked", path, request -> request.header(header, value.formatted(text(bad)))));
        }
        String good = text(TOKEN);
        for (String wrong : List.of(
                good.substring(0, good.length() - 1),
                good + "A",
                good.toUpperCase(java.util.Locale.ROOT),
                good.substring(0, 25) + "AAAA" + good.substring(29),
                "pst_",
                "pst_" + "0".repeat(16) + "_" + "A".repeat(43))) {
            assertUnauthorized(call("locked", path, request -> request.header(header, value.formatted(wrong))));
        }
        assertThat(FAKE.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cf-aig-authorization: Bearer undefined",
                "cf-aig-authorization: Bearer null",
                "cf-aig-authorization: Bearer",
                "cf-aig-authorization:",
                "cf-aig-authorization: Basic dXNlcjpwYXNz",
                "cf-aig-authorization: eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
                "authorization: Bearer sk-a-key-of-the-providers",
                "authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
                "authorization:",
                "cookie: cf-aig-authorization=1",
                "x-anything: 1",
                "cf-aig-authorization: Bearer '; DROP TABLE tokens; --"
            })
    void without_a_token_the_answer_is_the_same(String line) {
        assertUnauthorized(call("locked", "openai/chat/completions", request -> request.line(line)));
        assertUnauthorized(Calls.exchange(
                GATEWAY, RawRequest.post("/v1/default/locked").line(line).json("[]")));
        assertThat(FAKE.requests()).isEmpty();
    }

    @Test
    void every_refusal_is_the_same_to_the_byte_its_ids_aside() {
        List<List<String>> heads = new ArrayList<>();
        for (String line : List.of(
                "x-nothing: 1",
                "cf-aig-authorization: Bearer " + text(EXPIRED),
                "cf-aig-authorization: Bearer " + text(ELSEWHERE),
                "cf-aig-authorization: Bearer " + text(UNKNOWN),
                "authorization: Bearer " + text(UNKNOWN))) {
            RawResponse response = call("locked", "openai/chat/completions", request -> request.line(line));
            assertUnauthorized(response);
            heads.add(response.headers().lines().stream()
                    .map(field -> field.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID"))
                    .toList());
        }
        assertThat(heads).allMatch(heads.getFirst()::equals);
    }

    @Test
    void a_token_in_the_query_opens_nothing() {
        assertUnauthorized(call(
                "locked",
                "google-ai-studio/v1beta/models/gemini-2.5-flash:generateContent?key=" + text(TOKEN),
                request -> request));
        assertThat(FAKE.requests()).isEmpty();
    }

    @Test
    void two_different_good_tokens_are_a_400() {
        RawResponse response = call(
                "locked",
                "openai/chat/completions",
                request -> request.header("cf-aig-authorization", "Bearer " + text(TOKEN))
                        .bearer(text(SECOND)));

        assertThat(response.status()).isEqualTo(400);
        assertThat(FAKE.requests()).isEmpty();
    }

    @Test
    void two_headers_with_different_tokens_open_nothing() {
        assertUnauthorized(call(
                "locked",
                "openai/chat/completions",
                request -> request.header("cf-aig-authorization", "Bearer " + text(UNKNOWN))
                        .header("cf-aig-authorization", "Bearer " + text(TOKEN))));
    }

    @Test
    void a_token_of_another_gateway_opens_that_one() {
        FAKE.otherwise(Script.json(200, "{}"));

        RawResponse response = call("other", "openai/chat/completions", request -> request.bearer(text(ELSEWHERE)));

        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void the_providers_own_key_passes_beside_the_token() {
        FAKE.otherwise(Script.json(200, "{}"));

        call(
                "locked",
                "openai/chat/completions",
                request -> request.header("cf-aig-authorization", "Bearer " + text(TOKEN))
                        .bearer("sk-own"));

        assertThat(FAKE.awaitRequest().headers().all("authorization")).containsExactly("Bearer sk-own");
    }

    @Test
    void an_open_gateway_needs_none_and_regards_bearer_undefined_as_none() {
        FAKE.otherwise(Script.json(200, "{}"));

        RawResponse response = call(
                "open",
                "openai/chat/completions",
                request -> request.header("cf-aig-authorization", "Bearer undefined"));

        assertThat(response.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/default/nowhere/openai/x",
                "/v1/nobody/locked/openai/x",
                "/v1/default/nowhere",
                "/v1/default/LOCKED/openai/x"
            })
    void an_unknown_gateway_is_a_400_of_2001(String path) {
        RawResponse response = Calls.exchange(
                GATEWAY, RawRequest.post(path).bearer(text(TOKEN)).json("{}"));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.json().path("error").path(0).path("code").asInt(0)).isEqualTo(2001);
        assertThat(response.json().path("success").asBoolean(true)).isFalse();
        assertThat(response.json().propertyNames())
                .containsExactly(
                        "success",
                        "result",
                        "messages",
                        "error",
                        "name",
                        "httpCode",
                        "internalCode",
                        "message",
                        "description");
    }

    private static void assertUnauthorized(RawResponse response) {
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.text()).isEqualTo(UNAUTHORIZED);
        assertThat(response.header("cf-aig-log-id")).isEmpty();
    }

    private static RawResponse call(String gateway, String path, java.util.function.UnaryOperator<RawRequest> more) {
        RawRequest request = RawRequest.post("/v1/default/" + gateway + "/" + path);
        return Calls.exchange(GATEWAY, more.apply(request).json("{\"messages\":[]}"));
    }

    private static String text(NewToken token) {
        return token.secret().reveal();
    }

    private static String token(NewToken token, String more) {
        return "  - id: \"" + token.id() + "\"\n    sha256: \"" + token.sha256() + "\"\n" + more;
    }

    private static String provider(String slug, String path) {
        return "  " + slug + ":\n    base_url: " + FAKE.origin() + path + "\n";
    }
}
