package dev.penstock.app.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the gateway reads is what the provider reads: anything that could be read in two ways is refused. */
class HostileJsonTest {
    private static final Duration QUICK = Duration.ofSeconds(5);
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final FakeProvider FAKE = FakeProvider.start();
    private static final RunningGateway GATEWAY = RunningGateway.with("openai", FAKE.origin() + "/v1");

    @AfterEach
    void forget() {
        Calls.awaitIdle(GATEWAY);
        FAKE.forget();
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
        FAKE.close();
    }

    static Stream<Arguments> ambiguous() {
        return Stream.of(
                Arguments.of(
                        "depth 100,000 of arrays", text("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}")),
                Arguments.of("depth 100,000 of objects", text("{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000))),
                Arguments.of("100,000 open brackets", text("[".repeat(100_000))),
                Arguments.of("model twice", text("{\"model\":\"gpt-4o\",\"model\":\"o1\"}")),
                Arguments.of("model twice, once escaped", text("{\"model\":\"gpt-4o\",\"mod\\u0065l\":\"o1\"}")),
                Arguments.of("model twice, once in capitals", text("{\"model\":\"gpt-4o\",\"Model\":\"o1\"}")),
                Arguments.of("Model alone", text("{\"Model\":\"gpt-4o\"}")),
                Arguments.of("model as an array", text("{\"model\":[\"gpt-4o\"]}")),
                Arguments.of("model of 10,000 characters", text("{\"model\":\"" + "m".repeat(10_000) + "\"}")),
                Arguments.of("model with half a character", text("{\"model\":\"gpt-4o\\ud800\"}")),
                Arguments.of("stream twice", text("{\"stream\":true,\"stream\":false}")),
                Arguments.of("stream twice, once escaped", text("{\"stream\":true,\"\\u0073tream\":false}")),
                Arguments.of("stream as a text", text("{\"stream\":\"true\"}")),
                Arguments.of("stream as a number", text("{\"stream\":1}")),
                Arguments.of(
                        "stream_options twice", text("{\"stream\":true,\"stream_options\":{},\"stream_options\":{}}")),
                Arguments.of(
                        "include_usage twice",
                        text("{\"stream_options\":{\"include_usage\":true,\"include_usag\\u0065\":false}}")),
                Arguments.of("max_tokens twice", text("{\"max_tokens\":1,\"max_tokens\":100000}")),
                Arguments.of("a comment", text("{\"model\":\"gpt-4o\"/*,\"model\":\"o1\"*/}")),
                Arguments.of("a line comment", text("{\"model\":\"gpt-4o\"} // no")),
                Arguments.of("a comma too many", text("{\"model\":\"gpt-4o\",}")),
                Arguments.of("NaN", text("{\"temperature\":NaN}")),
                Arguments.of("Infinity", text("{\"temperature\":-Infinity}")),
                Arguments.of("a leading zero", text("{\"max_tokens\":01}")),
                Arguments.of("single quotes", text("{'model':'gpt-4o'}")),
                Arguments.of("no quotes", text("{model:\"gpt-4o\"}")),
                Arguments.of("a control character", text("{\"model\":\"gpt\u00014o\"}")),
                Arguments.of("two values", text("{\"model\":\"gpt-4o\"}{\"model\":\"o1\"}")),
                Arguments.of("cut off", text("{\"model\":\"gpt-4o\",\"messages\":[")),
                Arguments.of("a byte order mark", text("\ufeff{\"model\":\"gpt-4o\"}")),
                Arguments.of("UTF-16", "{\"model\":\"gpt-4o\"}".getBytes(StandardCharsets.UTF_16)),
                Arguments.of("UTF-16 without a mark", "{\"model\":\"gpt-4o\"}".getBytes(StandardCharsets.UTF_16LE)),
                Arguments.of("overlong UTF-8", bytes("7b226d6f64656c223a22c0af227d")),
                Arguments.of("a raw lone surrogate", bytes("7b226d6f64656c223a22eda080227d")),
                Arguments.of("half a UTF-8 character", bytes("7b226d6f64656c223a22c3227d")),
                Arguments.of("a million digits", text("{\"seed\":" + "7".repeat(1_000_000) + "}")),
                Arguments.of("white space only", text("   ")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void what_could_be_read_in_two_ways_is_refused_at_once(String name, byte[] body) {
        RawResponse response = assertTimeout(QUICK, () -> Calls.exchange(GATEWAY, Calls.chat(body)));

        assertThat(response.status()).as(response.text()).isEqualTo(400);
        assertThat(response.text()).contains("AiGatewayError").doesNotContain("o1");
        assertThat(FAKE.requests()).isEmpty();
    }

    static Stream<Arguments> odd() {
        return Stream.of(
                Arguments.of("a million members", text("{" + members(1_000_000) + "\"model\":\"gpt-4o\"}")),
                Arguments.of("names whose hashes collide", text("{" + colliding() + "\"model\":\"gpt-4o\"}")),
                Arguments.of("1e999999999", text("{\"model\":\"gpt-4o\",\"max_tokens\":1e999999999}")),
                Arguments.of("-1e-999999999", text("{\"model\":\"gpt-4o\",\"max_tokens\":-1e-999999999}")),
                Arguments.of(
                        "a text of 20 MB", text("{\"model\":\"gpt-4o\",\"user\":\"" + "x".repeat(20 << 20) + "\"}")),
                Arguments.of("half a character, escaped", text("{\"model\":\"gpt-4o\",\"user\":\"\\ud800\"}")),
                Arguments.of("other members twice", text("{\"model\":\"gpt-4o\",\"user\":\"a\",\"user\":\"b\"}")),
                Arguments.of("an array", text("[{\"model\":\"gpt-4o\"}]")),
                Arguments.of(
                        "depth 900", text("{\"model\":\"gpt-4o\",\"a\":" + "[".repeat(900) + "]".repeat(900) + "}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("odd")
    void odd_but_clear_json_passes_to_the_byte(String name, byte[] body) throws Exception {
        FAKE.enqueue(Script.json(200, Calls.ANSWER));

        RawResponse response = assertTimeout(QUICK, () -> Calls.exchange(GATEWAY, Calls.chat(body)));

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(FAKE.awaitRequest().sha256()).isEqualTo(sha256(body));
    }

    @Test
    void of_a_thousand_generated_bodies_the_gateway_and_the_provider_read_the_same() {
        FAKE.otherwise(Script.json(200, Calls.ANSWER));
        Random random = new Random(20261122);
        int passed = 0;
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            for (int i = 0; i < 1_000; i++) {
                byte[] body = text(generated(random));
                String event = "generated-" + i;
                RawResponse response = client.send(Calls.chat(body).header("cf-aig-event-id", event))
                        .response();
                if (response.status() == 200) {
                    ReceivedRequest sent = FAKE.requests().get(passed);
                    assertSameView(body, sent);
                    passed++;
                } else {
                    assertThat(response.status()).as(Bytes.text(body)).isEqualTo(400);
                }
            }
        }
        assertThat(FAKE.requests()).hasSize(passed);
        assertThat(passed).isBetween(100, 900);
        assertModelsAgree();
    }

    /** What the gateway decided shows: it asks for usage if and only if the provider will stream. */
    private static void assertSameView(byte[] body, ReceivedRequest sent) {
        JsonNode read = JSON.readTree(sent.body());
        boolean streams = read.path("stream").asBoolean(false);
        assertThat(read.path("stream_options").path("include_usage").asBoolean(false))
                .as(sent.bodyText())
                .isEqualTo(streams);
        if (!streams) {
            assertThat(sent.body()).isEqualTo(body);
        }
    }

    private static void assertModelsAgree() {
        Map<String, Long> upstream = FAKE.requests().stream()
                .map(sent -> JSON.readTree(sent.body()).path("model").asString(""))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Await.until("a row of the right model for each call", Duration.ofSeconds(20), () -> logged().equals(upstream));
    }

    private static Map<String, Long> logged() {
        return GATEWAY.rows().stream()
                .filter(row -> row.eventId().startsWith("generated-") && row.status() == 200)
                .collect(Collectors.groupingBy(CallRow::model, Collectors.counting()));
    }

    private static String generated(Random random) {
        List<String> names = List.of(
                "\"model\"",
                "\"mod\\u0065l\"",
                "\"MODEL\"",
                "\"stream\"",
                "\"\\u0073tream\"",
                "\"Stream\"",
                "\"max_tokens\"",
                "\"max_token\\u0073\"",
                "\"other\"",
                "\"x\\\"model\"",
                "\"stream_options\"");
        List<String> plain = List.of("\"model\"", "\"stream\"", "\"max_tokens\"", "\"user\"");
        boolean tricky = random.nextBoolean();
        int count = 1 + random.nextInt(4);
        return IntStream.range(0, count)
                .mapToObj(i -> tricky ? pick(random, names) : plain.get(i))
                .map(name -> pick(random, SPACES) + name + pick(random, SPACES) + ":" + value(name, random))
                .collect(Collectors.joining(",", "{", pick(random, SPACES) + "}"));
    }

    private static final List<String> SPACES = List.of("", "", " ", "\n", "\t \r\n");

    private static String value(String name, Random random) {
        boolean odd = random.nextInt(8) == 0;
        if (odd) {
            return pick(random, List.of("null", "{\"model\":\"in\"}", "[\"stream\",true]", "\"a\\u0062\"", "7e1"));
        }
        if (name.toLowerCase(Locale.ROOT).contains("tream_")) {
            return pick(random, List.of("{}", "null", "{\"include_usage\":false}", "{ \"x\":1}"));
        }
        return name.toLowerCase(Locale.ROOT).contains("tream")
                ? pick(random, List.of("true", "false"))
                : pick(random, List.of("\"gpt-4o\"", "\"\\u0067pt-4o\"", "\"o1\"", "\"a/b:c\""));
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String members(int count) {
        StringBuilder members = new StringBuilder(count * 10);
        for (int i = 0; i < count; i++) {
            members.append("\"k").append(i).append("\":0,");
        }
        return members.toString();
    }

    /** "Aa" and "BB" have the same String.hashCode, and so have all words made of them. */
    private static String colliding() {
        StringBuilder members = new StringBuilder(40 * (1 << 15));
        for (int i = 0; i < 1 << 15; i++) {
            StringBuilder name = new StringBuilder(30);
            for (int bit = 0; bit < 15; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            members.append('"').append(name).append("\":0,");
        }
        return members.toString();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
