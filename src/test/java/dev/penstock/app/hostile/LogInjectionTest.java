package dev.penstock.app.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallRow;
import dev.penstock.record.LogJson;
import dev.penstock.record.LogLine;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One call is one line wherever it is told, whatever its caller and its provider called things. */
class LogInjectionTest {
    private static final String FORGED = "2026-01-01 ERROR forged";
    private static final String BREAKS_LINES = "[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]";

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");
    private final PrintStream console = System.out;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        System.setOut(console);
        gateway.close();
        fake.close();
    }

    /** Texts as they stand inside a JSON text. */
    static Stream<String> nasty() {
        return Stream.of(
                "a\\r\\n" + FORGED,
                "a\\n" + FORGED,
                "\\u001b[2J\\u001b]0;owned\\u0007",
                "\\u2028" + FORGED + "\\u2029",
                "\\u0085" + FORGED,
                "\\u202egnirts",
                "\\\",\\\"forged\\\":true,\\\"x\\\":\\\"",
                "${jndi:ldap://127.0.0.1:1/a}",
                "%d{yyyy} %msg {} {0}",
                "\\u0000\\u0008\\u000b",
                "\\t\\t",
                "'; DROP TABLE calls; --",
                "<script>alert(1)</script>",
                "😀\\ud83d\\ude00");
    }

    @ParameterizedTest
    @MethodSource("nasty")
    void a_nasty_body_stays_in_its_line(String text) {
        fake.enqueue(
                Script.json(200, "{\"model\":\"" + text + "\",\"choices\":[],\"error\":{\"message\":\"" + text + "\"}}")
                        .header("x-request-id", "${jndi:ldap://x}\t\u00e4"));

        Calls.exchange(gateway, Calls.chat("{\"model\":\"" + text + "\",\"user\":\"" + text + "\"}"));

        assertOneLineEach(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user-agent: a\tb ${jndi:ldap://127.0.0.1:1/a}",
                "user-agent: \u009b2J\u0085 \u2028",
                "user-agent: \",\"forged\":true",
                "cf-aig-event-id: \u009b31m${jndi:ldap://x}\u0085",
                "cf-aig-event-id: \",\"forged\":true",
                "cf-aig-metadata: {\"a\\n\":\"b\\r\\n2026 ERROR forged\",\"c\\u2028\":\"\u2028\"}",
                "cf-aig-metadata: {\"${jndi:ldap://x}\":true}",
                "content-type: application/json; x=\"\u0085\u009b\""
            })
    void a_nasty_header_stays_in_its_line(String line) {
        fake.enqueue(Script.json(200, Calls.ANSWER));

        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY).line(line));

        assertThat(response.status()).isEqualTo(200);
        assertOneLineEach(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user-agent: a\u0000b",
                "user-agent: a\u000bb",
                "cf-aig-event-id: a\u0001b",
                "cf-aig-event-id: a\u007fb",
                "cf-aig-event-id: a\rset-cookie: x=y",
                "x-any: a\u001bb"
            })
    void a_header_that_holds_controls_is_refused_or_harmless(String line) {
        fake.otherwise(Script.json(200, Calls.ANSWER));

        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY).line(line));

        assertThat(response.status()).as(response.text()).isIn(200, 400);
        assertThat(response.header("set-cookie")).isEmpty();
        assertOneLineEach(response.header("cf-aig-log-id").isPresent() ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/default/default/openai/%0d%0aforged",
                "/v1/default/default/openai/${jndi:ldap:%2f%2fx}",
                "/v1/default/default/${jndi:ldap/x",
                "/v1/default/default/openai/\u001b[2J",
                "/v1/default/default/openai/\u0085",
                "/v1/default/default/\u009b2J/x",
                "/v1/\u2028/default/openai/x"
            })
    void a_nasty_path_stays_in_its_line(String path) {
        fake.otherwise(Script.json(200, Calls.ANSWER));

        RawResponse response = Calls.exchange(gateway, RawRequest.post(path).json(Calls.BODY));

        assertThat(response.status()).isBetween(200, 404);
        assertOneLineEach(response.header("cf-aig-log-id").isPresent() ? 1 : 0);
    }

    @Test
    void a_field_of_a_megabyte_is_refused_and_a_large_one_cut_where_it_is_shown() {
        fake.otherwise(Script.json(200, Calls.ANSWER));
        RawResponse refused = Calls.exchange(gateway, Calls.chat(Calls.BODY).header("user-agent", "x".repeat(1 << 20)));
        RawResponse large = Calls.exchange(gateway, Calls.chat(Calls.BODY).header("user-agent", "x".repeat(20_000)));

        assertThat(refused.status()).isEqualTo(431);
        assertThat(large.status()).isEqualTo(200);
        assertThat(LogJson.of(gateway.onlyRow())).hasSizeLessThan(50_000);
        assertOneLineEach(1);
    }

    @Test
    void a_long_model_takes_no_more_of_a_line_than_it_must() {
        fake.enqueue(Script.json(200, "{\"model\":\"" + "m".repeat(1 << 20) + "\",\"choices\":[]}"));

        Calls.exchange(gateway, Calls.chat(Calls.BODY));

        assertThat(LogLine.of(gateway.onlyRow(), false)).hasSizeLessThan(10_000);
        assertOneLineEach(1);
    }

    @Test
    void no_header_can_be_smuggled_through_an_event_id() {
        fake.otherwise(Script.json(200, Calls.ANSWER));
        String steps = "[{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"query\":{},\"headers\":"
                + "{\"cf-aig-event-id\":\"a\\r\\nset-cookie: x=y\\r\\n\\r\\nHTTP/1.1 200 OK\"}}]";
        try (RawClient client = RawClient.connect(gateway.port())) {
            RawResponse inStep = client.send(Calls.universal(steps)).response();
            assertThat(inStep.status()).isEqualTo(400);
            assertThat(Bytes.text(client.raw())).doesNotContain("set-cookie: x=y\r\n");
        }
        RawResponse encoded = Calls.exchange(
                gateway, Calls.chat(Calls.BODY).header("cf-aig-event-id", "a%0d%0aset-cookie: x=y \u010d\u010a"));
        assertThat(encoded.header("set-cookie")).isEmpty();
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void names_that_callers_choose_make_no_metrics() {
        fake.otherwise(Script.json(200, Calls.ANSWER));
        try (RawClient client = RawClient.connect(gateway.port())) {
            for (int i = 0; i < 300; i++) {
                client.send(Calls.chat("{\"model\":\"invented-model-" + i + "\"}")
                                .header("user-agent", "invented-agent-" + i)
                                .header("cf-aig-metadata", "{\"user\":\"invented-user-" + i + "\"}"))
                        .response();
            }
        }
        for (int i = 0; i < 300; i++) {
            Calls.exchange(
                    gateway,
                    RawRequest.post("/v1/default/default/invented-provider-" + i + "/x")
                            .json("{}"));
            Calls.exchange(
                    gateway,
                    RawRequest.post("/v1/default/invented-gateway-" + i + "/openai/x")
                            .json("{}"));
        }

        String metrics = Calls.metrics(gateway);

        assertThat(metrics).doesNotContain("invented");
        assertThat(metrics.lines().filter(line -> !line.startsWith("#"))).hasSizeLessThan(200);
    }

    private void assertOneLineEach(int calls) {
        List<CallRow> rows = gateway.awaitRows(calls, row -> true);
        for (CallRow row : rows) {
            String json = LogJson.of(row);
            assertThat(json).doesNotContainPattern(BREAKS_LINES);
            JsonNode read = JsonMapper.shared().readTree(json);
            assertThat(read.has("forged")).isFalse();
            assertThat(read.path("model").asString("")).isEqualTo(row.model());
            assertThat(LogLine.of(row, false)).doesNotContainPattern(BREAKS_LINES);
        }
        // Nothing that a caller or a provider says is the process log's business.
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("forged", "jndi");
    }
}
