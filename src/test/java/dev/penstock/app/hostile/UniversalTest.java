package dev.penstock.app.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.penstock.identity.NewToken;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The universal endpoint: steps in order until one answers, each sent to the byte, and bodies that mean harm. */
class UniversalTest {
    private static final Duration QUICK = Duration.ofSeconds(5);
    private static final NewToken TOKEN = NewToken.mint(new Random(1)::nextBytes);
    private static final String CLAUDE =
            "{\"id\":\"m\",\"type\":\"message\",\"model\":\"claude-sonnet-4-5\",\"content\":"
                    + "[{\"type\":\"text\",\"text\":\"hi\"}],\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}";

    private final FakeProvider first = FakeProvider.start();
    private final FakeProvider second = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of("gateways:\n  - id: locked\n    authentication: true\n"
            + "  - id: default\n    authentication: false\n"
            + "tokens:\n  - id: \"" + TOKEN.id() + "\"\n    sha256: \"" + TOKEN.sha256() + "\"\n"
            + "providers:\n  openai:\n    base_url: " + first.origin() + "/v1\n  anthropic:\n    base_url: "
            + second.origin() + "\n");

    @AfterEach
    void close() {
        gateway.close();
        first.close();
        second.close();
    }

    @Test
    void one_object_is_one_step() {
        first.enqueue(Script.json(200, Calls.ANSWER));

        RawResponse response = post(openai("{ \"model\" : \"gpt-4o\" }", ""));

        assertThat(response.text()).isEqualTo(Calls.ANSWER);
        assertThat(response.header("cf-aig-step")).contains("0");
        assertThat(first.awaitRequest().bodyText()).isEqualTo("{ \"model\" : \"gpt-4o\" }");
        assertThat(first.awaitRequest().header("content-type")).contains("application/json");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("a reset", Script.raw("").thenReset()),
                Arguments.of("silence", Script.neverAnswer()),
                Arguments.of("400", Script.json(400, "{\"error\":\"no\"}")),
                Arguments.of("401", Script.json(401, "{\"error\":\"no\"}")),
                Arguments.of("404", Script.json(404, "{\"error\":\"no\"}")),
                Arguments.of("429", Script.json(429, "{\"error\":\"no\"}")),
                Arguments.of("500", Script.json(500, "{\"error\":\"no\"}")),
                Arguments.of(
                        "503 without end",
                        Script.json(503, "{\"error\":\"no\"}").stallAfterBody(2)),
                Arguments.of("302", Script.redirect(302, "/")),
                Arguments.of("garbage", Script.raw("garbage\r\n\r\n").thenClose()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void a_step_that_fails_gives_way_to_the_next(String name, Script failing) {
        first.enqueue(failing);
        second.enqueue(Script.json(200, CLAUDE));

        RawResponse response = post("[" + openai("{}", ",\"config\":{\"requestTimeout\":500}") + "," + claude() + "]");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo(CLAUDE);
        assertThat(response.header("cf-aig-step")).contains("1");
        assertThat(first.requests()).hasSize(1);
        CallRow row = gateway.onlyRow();
        assertThat(row.provider()).isEqualTo("anthropic");
        assertThat(row.attempts()).hasSize(2);
        assertThat(row.usage().output()).isEqualTo(2);
    }

    @Test
    void the_last_answer_of_a_provider_is_delivered_when_all_fail() {
        first.enqueue(Script.json(429, "{\"error\":\"first\"}"));
        second.enqueue(Script.json(529, "{\"error\":\"second\"}").header("retry-after", "7"));

        RawResponse response = post("[" + openai("{}", "") + "," + claude() + "]");

        assertThat(response.status()).isEqualTo(529);
        assertThat(response.text()).isEqualTo("{\"error\":\"second\"}");
        assertThat(response.header("retry-after")).contains("7");
        assertThat(response.header("cf-aig-step")).contains("1");
    }

    @Test
    void the_latest_answer_stands_when_later_steps_bring_none() {
        first.enqueue(Script.json(429, "{\"error\":\"first\"}"));
        second.enqueue(Script.raw("").thenReset());

        RawResponse response = post("[" + openai("{}", "") + "," + claude() + "]");

        assertThat(response.status()).isEqualTo(429);
        assertThat(response.text()).isEqualTo("{\"error\":\"first\"}");
        assertThat(response.header("cf-aig-step")).contains("0");
    }

    @Test
    void nothing_from_anybody_is_2005() {
        first.close();
        second.close();

        RawResponse response = post("[" + openai("{}", "") + "," + claude() + "]");

        assertThat(response.status()).isEqualTo(502);
        assertThat(Calls.code(response)).isEqualTo(2005);
        assertThat(response.header("cf-aig-step")).contains("1");
    }

    @Test
    void a_step_may_set_its_own_timeout_over_the_requests() {
        first.enqueue(Script.json(200, Calls.ANSWER).delayBefore(Duration.ofMillis(1500)));

        RawResponse patient = Calls.exchange(
                gateway,
                Calls.universal("[" + openai("{}", ",\"headers\":{\"cf-aig-request-timeout\":\"20000\"}") + "]")
                        .header("cf-aig-request-timeout", "100"));

        assertThat(patient.status()).isEqualTo(200);
    }

    @Test
    void a_steps_headers_win_over_the_requests_which_win_over_the_gateways() {
        first.otherwise(Script.json(200, Calls.ANSWER));

        RawResponse response = Calls.exchange(
                gateway,
                Calls.universal("[" + openai("{}", ",\"headers\":{\"Authorization\":\"Bearer step\"}") + "]")
                        .bearer("outer")
                        .header("x-outer", "1"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(first.awaitRequest().headers().all("authorization")).containsExactly("Bearer step");
        assertThat(first.awaitRequest().header("x-outer")).isEmpty();
    }

    @Test
    void the_older_authorization_member_is_the_authorization_header() {
        first.enqueue(Script.json(200, Calls.ANSWER));

        post("[" + openai("{}", ",\"authorization\":\"Bearer older\"") + "]");

        assertThat(first.awaitRequest().headers().all("authorization")).containsExactly("Bearer older");
    }

    @Test
    void the_query_is_sent_as_it_was_written() {
        String query =
                "{ \"model\":\"gpt\\u002d4o\",\n\t\"temperature\": 1.50, \"n\":1e0,\"messages\":[ {\"content\":\"ä\\ud83d\\ude00\"} ],\"x\":null }";
        first.enqueue(Script.json(200, Calls.ANSWER));

        post("[" + openai(query, "") + "]");

        assertThat(first.awaitRequest().bodyText()).isEqualTo(query);
        assertThat(gateway.onlyRow().model()).isEqualTo("gpt-4o");
    }

    @Test
    void an_endpoint_keeps_its_query_string() {
        first.enqueue(Script.json(200, "{}"));

        post("{\"provider\":\"openai\",\"endpoint\":\"/files?limit=2&x=%20\",\"query\":{}}");

        assertThat(first.awaitRequest().target()).isEqualTo("/v1/files?limit=2&x=%20");
    }

    @Test
    void a_gateway_token_in_a_steps_slot_opens_the_gateway_and_stays_here() {
        first.enqueue(Script.json(200, Calls.ANSWER));
        String token = TOKEN.secret().reveal();

        RawResponse response = Calls.exchange(
                gateway,
                RawRequest.post("/v1/default/locked")
                        .header("cf-aig-authorization", "Bearer " + token)
                        .json("[" + openai("{}", ",\"headers\":{\"Authorization\":\"Bearer " + token + "\"}") + "]"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(first.awaitRequest().header("authorization")).isEmpty();
    }

    @Test
    void a_bad_gateway_token_in_a_steps_slot_goes_nowhere() {
        String token = NewToken.mint(new Random(2)::nextBytes).secret().reveal();

        RawResponse response =
                post("[" + openai("{}", ",\"headers\":{\"Authorization\":\"Bearer " + token + "\"}") + "]");

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.text()).doesNotContain(token);
        assertThat(first.requests()).isEmpty();
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of("requestTimeout", ",\"config\":{\"requestTimeout\":0}"),
                Arguments.of("requestTimeout", ",\"config\":{\"requestTimeout\":-5}"),
                Arguments.of("requestTimeout", ",\"config\":{\"requestTimeout\":\"soon\"}"),
                Arguments.of("requestTimeout", ",\"config\":{\"requestTimeout\":{}}"),
                Arguments.of("requestTimeout", ",\"config\":{\"requestTimeout\":1e400}"),
                Arguments.of("maxAttempts", ",\"config\":{\"maxAttempts\":6}"),
                Arguments.of("maxAttempts", ",\"config\":{\"maxAttempts\":true}"),
                Arguments.of("retryDelay", ",\"config\":{\"retryDelay\":60001}"),
                Arguments.of("backoff", ",\"config\":{\"backoff\":\"random\"}"),
                Arguments.of("config", ",\"config\":[]"),
                Arguments.of("config.retries", ",\"config\":{\"retries\":1}"),
                Arguments.of("headers", ",\"headers\":[]"),
                Arguments.of("headers.x", ",\"headers\":{\"x\":1}"),
                Arguments.of("x y", ",\"headers\":{\"x y\":\"1\"}"),
                Arguments.of("x-a", ",\"headers\":{\"x-a\":\"1\\r\\nx-b: 2\"}"),
                Arguments.of("x-a", ",\"headers\":{\"x-a\":\"1\\u0000\"}"),
                Arguments.of("x-a", ",\"headers\":{\"x-a\":\"\\u2028\"}"),
                Arguments.of("header", ",\"headers\":{\"\":\"1\"}"),
                Arguments.of("a??x: b", ",\"headers\":{\"a\\r\\nx: b\":\"1\"}"),
                Arguments.of("authorization", ",\"authorization\":\"a\\nb\""),
                Arguments.of("authorization", ",\"authorization\":7"),
                Arguments.of("cf-aig-max-attempts", ",\"headers\":{\"cf-aig-max-attempts\":\"lots\"}"),
                Arguments.of("unknown", ",\"unknown\":1"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void a_step_with_an_invalid_value_is_refused_by_its_name(String name, String more) {
        RawResponse response = post("[" + claude() + "," + openai("{}", more) + "]");

        assertThat(response.status()).as(response.text()).isEqualTo(400);
        assertThat(response.json().path("message").asString("")).contains(name);
        assertThat(second.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat/completions HTTP/1.1\\r\\nx: y",
                "../../internal",
                "%2e%2e/internal",
                "chat\\u0000",
                "chat/completions?a=b c",
                "chat/completions?a=b\\r\\nx: y",
                "chat/completions#x",
                "http://169.254.169.254/latest",
                "chat/\\u2028"
            })
    void an_endpoint_that_could_go_elsewhere_is_refused(String endpoint) {
        RawResponse response = post("{\"provider\":\"openai\",\"endpoint\":\"" + endpoint + "\",\"query\":{}}");

        assertThat(response.status()).isEqualTo(400);
        assertThat(first.requests()).isEmpty();
    }

    static Stream<Arguments> hostile() {
        String step = "{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"query\":{}}";
        StringBuilder headers = new StringBuilder();
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < 500_000; i++) {
            headers.append("\"h").append(i).append("\":\"\",");
            members.append("\"m").append(i).append("\":0,");
        }
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("no steps", "[]"),
                Arguments.of("101 steps", "[" + (step + ",").repeat(100) + step + "]"),
                Arguments.of("100,000 steps", "[" + (step + ",").repeat(99_999) + step + "]"),
                Arguments.of("a million numbers", "[" + "1,".repeat(999_999) + "1]"),
                Arguments.of("depth 100,000", "[".repeat(100_000) + "]".repeat(100_000)),
                Arguments.of(
                        "depth 100,000 in the query",
                        "{\"provider\":\"openai\",\"endpoint\":\"x\",\"query\":" + "[".repeat(100_000)
                                + "]".repeat(100_000) + "}"),
                Arguments.of(
                        "half a million headers",
                        "{\"provider\":\"openai\",\"endpoint\":\"x\",\"query\":{},\"headers\":{" + headers
                                + "\"x\":\"\"}}"),
                Arguments.of(
                        "half a million members",
                        "{" + members + "\"provider\":\"openai\",\"endpoint\":\"x\",\"query\":{}}"),
                Arguments.of(
                        "provider twice",
                        "{\"provider\":\"openai\",\"provider\":\"anthropic\",\"endpoint\":\"x\",\"query\":{}}"),
                Arguments.of(
                        "provider twice, once escaped",
                        "{\"provider\":\"openai\",\"provid\\u0065r\":\"anthropic\",\"endpoint\":\"x\",\"query\":{}}"),
                Arguments.of(
                        "query twice",
                        "{\"provider\":\"openai\",\"endpoint\":\"x\",\"query\":{},\"query\":{\"model\":\"o1\"}}"),
                Arguments.of(
                        "a header twice",
                        "{\"provider\":\"openai\",\"endpoint\":\"x\",\"query\":{},\"headers\":{\"a\":\"1\",\"a\":\"2\"}}"),
                Arguments.of(
                        "model twice in the query",
                        "{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"query\":{\"model\":\"a\",\"model\":\"b\"}}"),
                Arguments.of("no query", "{\"provider\":\"openai\",\"endpoint\":\"x\"}"),
                Arguments.of("no endpoint", "{\"provider\":\"openai\",\"query\":{}}"),
                Arguments.of("no provider", "{\"endpoint\":\"x\",\"query\":{}}"),
                Arguments.of("a provider nobody serves", "{\"provider\":\"nobody\",\"endpoint\":\"x\",\"query\":{}}"),
                Arguments.of("a number", "7"),
                Arguments.of("a text", "\"openai\""),
                Arguments.of("two arrays", "[" + step + "][" + step + "]"),
                Arguments.of("cut off", "[" + step));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void a_body_that_is_no_list_of_steps_is_refused_at_once(String name, String body) {
        RawResponse response = assertTimeout(QUICK, () -> post(body));

        assertThat(response.status()).as(response.text()).isEqualTo(400);
        assertThat(response.text().length()).isLessThan(4_000);
        assertThat(first.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void a_body_that_is_not_utf_8_is_refused(String charset) {
        byte[] body = ("[" + openai("{}", "") + "]").getBytes(Charset.forName(charset));

        RawResponse response =
                Calls.exchange(gateway, RawRequest.post(Calls.UNIVERSAL).body(body));

        assertThat(response.status()).as(response.text()).isEqualTo(400);
        assertThat(first.requests()).isEmpty();
    }

    @Test
    void a_byte_order_mark_is_refused() {
        byte[] body = ("\ufeff[" + openai("{}", "") + "]").getBytes(StandardCharsets.UTF_8);

        RawResponse response =
                Calls.exchange(gateway, RawRequest.post(Calls.UNIVERSAL).body(body));

        assertThat(response.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
    void only_post_is_served(String method) {
        RawResponse response = Calls.exchange(
                gateway, Calls.universal("[" + openai("{}", "") + "]").method(method));

        assertThat(response.status()).isEqualTo(405);
        assertThat(first.requests()).isEmpty();
    }

    @Test
    void a_hundred_steps_are_walked_and_no_more_are_needed() {
        first.otherwise(Script.json(500, "{}"));
        second.otherwise(Script.json(200, CLAUDE));

        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < 99; i++) {
            // Each a model of its own: one that fails again and again is passed over.
            steps.append(openai("{\"model\":\"m-" + i + "\"}", "")).append(',');
        }
        RawResponse response = post("[" + steps + claude() + "]");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("cf-aig-step")).contains("99");
        assertThat(first.requests()).hasSize(99);
    }

    private RawResponse post(String body) {
        return Calls.exchange(gateway, Calls.universal(body));
    }

    private static String openai(String query, String more) {
        return "{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"query\":" + query + more + "}";
    }

    private static String claude() {
        return "{\"provider\":\"anthropic\",\"endpoint\":\"v1/messages\",\"headers\":{\"x-api-key\":\"sk-ant\"},"
                + "\"query\":{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":64}}";
    }
}
