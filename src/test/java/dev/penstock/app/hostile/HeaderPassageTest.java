package dev.penstock.app.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.CanaryScanner;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.HeaderLines;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which header fields reach the provider and which the client; and that no key reaches anybody but its provider. */
class HeaderPassageTest {
    private static final FakeProvider FAKE = FakeProvider.start();
    private static final FakeProvider OTHER = FakeProvider.start();
    private static final RunningGateway GATEWAY = RunningGateway.of("providers:\n  openai:\n    base_url: "
            + FAKE.origin() + "/v1\n  anthropic:\n    base_url: " + OTHER.origin() + "\n");

    @AfterEach
    void forget() {
        FAKE.forget();
        OTHER.forget();
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
        FAKE.close();
        OTHER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keep-alive: timeout=5",
                "te: trailers",
                "trailer: x-late",
                "proxy-authorization: Basic abc",
                "proxy-authenticate: Basic",
                "proxy-connection: keep-alive",
                "proxy-anything: 1",
                "http2-settings: AAMAAABkAARAAAAAAAIAAAAA",
                "cookie: session=1",
                "forwarded: for=1.2.3.4",
                "via: 1.1 mine",
                "x-forwarded-for: 1.2.3.4",
                "x-forwarded-host: evil.example",
                "x-forwarded-proto: https",
                "x-forwarded-client-cert: abc",
                "x-real-ip: 1.2.3.4",
                "true-client-ip: 1.2.3.4",
                "cf-connecting-ip: 1.2.3.4",
                "accept-encoding: br, gzip",
                "sec-websocket-protocol: openai-insecure-api-key.sk-1",
                "cf-access-jwt-assertion: a.b.c",
                "cf-skip-cache: true",
                "cf-cache-ttl: 60",
                "cf-aig-authorization: Bearer nothing",
                "cf-aig-metadata: {\"a\":1}",
                "cf-aig-custom-cost: {\"total_cost\":1}",
                "cf-aig-collect-log: true",
                "cf-aig-event-id: e",
                "cf-aig-anything-new: 1",
                "CF-AIG-Byok-Alias: default",
                "x-api-key: sk-ant-1",
                "api-key: azure-1",
                "x-goog-api-key: AIza-1",
                "xi-api-key: eleven-1"
            })
    void a_field_that_is_not_the_providers_stays_here(String line) {
        FAKE.enqueue(Script.json(200, Calls.ANSWER));

        RawResponse response = Calls.exchange(GATEWAY, Calls.chat(Calls.BODY).line(line));

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        String name = line.substring(0, line.indexOf(':'));
        List<String> sent = FAKE.awaitRequest().headers().all(name);
        assertThat(sent).isEqualTo(name.equals("accept-encoding") ? List.of("identity") : List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-private", "X-Private", "close, x-private", "x-private,,x-api-key"})
    void what_connection_names_is_for_one_hop(String nominated) {
        FAKE.enqueue(Script.json(200, Calls.ANSWER));

        Calls.exchange(
                GATEWAY, Calls.chat(Calls.BODY).header("connection", nominated).header("x-private", "1"));

        assertThat(FAKE.awaitRequest().header("x-private")).isEmpty();
        assertThat(FAKE.awaitRequest().header("connection")).isEmpty();
    }

    @Test
    void the_providers_own_fields_pass_in_order_and_to_the_byte() {
        FAKE.enqueue(Script.json(200, Calls.ANSWER));

        Calls.exchange(
                GATEWAY,
                Calls.chat(Calls.BODY)
                        .header("OpenAI-Organization", "org-1")
                        .header("x-stainless-lang", "js")
                        .header("user-agent", "sdk/1.0 (a; b)")
                        .header("x-many", "one")
                        .header("x-many", "two, three"));

        HeaderLines sent = FAKE.awaitRequest().headers();
        assertThat(sent.first("openai-organization")).contains("org-1");
        assertThat(sent.first("authorization")).contains("Bearer sk-test");
        assertThat(sent.first("user-agent")).contains("sdk/1.0 (a; b)");
        assertThat(sent.all("x-many")).containsExactly("one", "two, three");
        assertThat(sent.all("host")).containsExactly("127.0.0.1:" + FAKE.port());
        assertThat(sent.all("content-length")).containsExactly("" + Calls.BODY.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set-cookie: a=b",
                "connection: x-hop",
                "x-hop: 1",
                "keep-alive: timeout=5",
                "proxy-authenticate: Basic",
                "te: trailers",
                "upgrade: h2c",
                "alt-svc: h3=\":443\"",
                "strict-transport-security: max-age=1",
                "cf-aig-log-id: forged",
                "cf-aig-request-id: forged",
                "cf-aig-event-id: forged",
                "cf-aig-cache-status: HIT",
                "cf-aig-step: 7",
                "CF-AIG-Model: forged"
            })
    void a_field_of_the_answer_that_is_for_one_hop_or_could_be_taken_for_ours_stays_here(String line) {
        FAKE.enqueue(
                Script.json(200, Calls.ANSWER).headerLine("connection: x-hop").headerLine(line));

        RawResponse response = Calls.exchange(GATEWAY, Calls.chat(Calls.BODY));

        assertThat(response.headers().lines()).noneMatch(sent -> sent.equalsIgnoreCase(line));
        assertThat(response.headers().lines().toString()).doesNotContain("forged");
        assertThat(response.header("connection")).isEmpty();
    }

    @Test
    void the_answers_other_fields_pass() {
        FAKE.enqueue(Script.json(200, Calls.ANSWER)
                .header("x-ratelimit-remaining-requests", "9")
                .header("Retry-After", "3")
                .header("access-control-allow-origin", "*")
                .header("x-many", "one")
                .header("x-many", "two"));

        RawResponse response = Calls.exchange(GATEWAY, Calls.chat(Calls.BODY));

        assertThat(response.header("x-ratelimit-remaining-requests")).contains("9");
        assertThat(response.header("retry-after")).contains("3");
        assertThat(response.headers().all("x-many")).containsExactly("one", "two");
        assertThat(response.headers().all("content-length")).hasSize(1);
    }

    @Test
    void ids_are_one_uuid_of_version_7_in_three_fields() {
        FAKE.enqueue(Script.json(200, Calls.ANSWER));

        RawResponse response = Calls.exchange(GATEWAY, Calls.chat(Calls.BODY));

        String id = response.header("cf-aig-request-id").orElseThrow();
        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        assertThat(id).isLowerCase();
        assertThat(response.headers().all("cf-aig-log-id")).containsExactly(id);
        assertThat(response.headers().all("cf-aig-event-id")).containsExactly(id);
        assertThat(response.headers().all("cf-aig-step")).containsExactly("0");
    }

    @Test
    void an_event_id_of_the_clients_is_echoed() {
        FAKE.enqueue(Script.json(200, Calls.ANSWER));

        RawResponse response = Calls.exchange(GATEWAY, Calls.chat(Calls.BODY).header("cf-aig-event-id", "order 66/ä"));

        assertThat(response.header("cf-aig-event-id")).isPresent();
        assertThat(response.header("cf-aig-event-id").orElseThrow()).startsWith("order 66/");
        assertThat(response.header("cf-aig-log-id")).isEqualTo(response.header("cf-aig-request-id"));
    }

    @Test
    void an_unlogged_call_has_no_log_id() {
        FAKE.otherwise(Script.json(200, Calls.ANSWER));

        RawResponse unlogged = Calls.exchange(GATEWAY, Calls.chat(Calls.BODY).header("cf-aig-collect-log", "false"));
        RawResponse logged = Calls.exchange(GATEWAY, Calls.chat(Calls.BODY).header("cf-aig-collect-log", "true"));

        assertThat(unlogged.header("cf-aig-log-id")).isEmpty();
        assertThat(unlogged.header("cf-aig-request-id")).isPresent();
        assertThat(logged.header("cf-aig-log-id")).isPresent();
        String id = unlogged.header("cf-aig-request-id").orElseThrow();
        String later = logged.header("cf-aig-log-id").orElseThrow();
        Await.until(
                "the later row",
                Duration.ofSeconds(20),
                () -> GATEWAY.rows().stream().anyMatch(row -> row.id().equals(later)));
        assertThat(GATEWAY.rows()).noneMatch(row -> row.id().equals(id));
    }

    @Test
    void a_refusal_carries_ids_too() {
        RawResponse response = Calls.exchange(
                GATEWAY, RawRequest.post("/v1/default/default/nobody/x").json("{}"));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.header("cf-aig-request-id")).isPresent();
        assertThat(response.header("cf-aig-event-id")).isEqualTo(response.header("cf-aig-request-id"));
    }

    @Test
    void a_key_is_told_to_its_provider_and_to_nobody_else() throws Exception {
        Canary openai = Canary.key("openai key", "sk-proj-");
        Canary anthropic = Canary.key("anthropic key", "sk-ant-");
        Canary google = Canary.key("google key", "AIza");
        PrintStream console = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        List<RawResponse> responses;
        try {
            responses = List.of(
                    universal(openai, anthropic, Script.json(500, "{}"), Script.json(200, "{}")),
                    universal(
                            openai,
                            anthropic,
                            Script.answer(200).headerLine("bad\u0001: line"),
                            Script.json(200, "{}")),
                    universal(
                            openai,
                            anthropic,
                            Script.raw("garbage\r\n\r\n").thenClose(),
                            Script.raw("x").thenReset()),
                    universal(
                            openai,
                            anthropic,
                            Script.answer(200).hugeHeader("x-huge", 1 << 20),
                            Script.redirect(302, "/")),
                    Calls.exchange(
                            GATEWAY,
                            RawRequest.post(Calls.CHAT + "?key=" + google.value())
                                    .bearer(openai.value())
                                    .header("x-goog-api-key", google.value())
                                    .json("{\"model\":1}")),
                    Calls.exchange(
                            GATEWAY,
                            RawRequest.post("/v1/default/default/nobody/x")
                                    .bearer(openai.value())
                                    .json("{}")));
        } finally {
            System.setOut(console);
        }
        CanaryScanner everything = CanaryScanner.of(openai, anthropic, google);
        GATEWAY.rows();
        assertThat(everything.scan(GATEWAY.data())).isEmpty();
        assertThat(everything.scan("console", said.toByteArray())).isEmpty();
        assertThat(everything.scan("metrics", Calls.metrics(GATEWAY))).isEmpty();
        for (RawResponse response : responses) {
            assertThat(everything.scan("answer", response.text() + response.headers()))
                    .isEmpty();
        }
        assertToldOnly(FAKE, openai, CanaryScanner.of(anthropic, google));
        assertToldOnly(OTHER, anthropic, CanaryScanner.of(openai, google));
    }

    /** Each step carries both keys, as a careless client's default headers would. */
    private static RawResponse universal(Canary openai, Canary anthropic, Script first, Script second) {
        FAKE.enqueue(first);
        OTHER.enqueue(second);
        String headers = "\"headers\":{\"Authorization\":\"Bearer %s\",\"x-api-key\":\"%s\"}"
                .formatted(openai.value(), anthropic.value());
        return Calls.exchange(
                GATEWAY,
                Calls.universal("[{\"provider\":\"openai\",\"endpoint\":\"chat/completions\"," + headers
                                + ",\"query\":{}},{\"provider\":\"anthropic\",\"endpoint\":\"v1/messages\",\"headers\":"
                                + "{\"x-api-key\":\"" + anthropic.value() + "\"},\"query\":{}}]")
                        .bearer(openai.value()));
    }

    private static void assertToldOnly(FakeProvider provider, Canary own, CanaryScanner others) {
        List<ReceivedRequest> requests = provider.requests();
        assertThat(requests).isNotEmpty();
        for (ReceivedRequest request : requests) {
            String said = request.requestLine() + request.headers() + request.bodyText();
            assertThat(said).contains(own.value());
            assertThat(others.scan("request", said)).isEmpty();
        }
    }
}
