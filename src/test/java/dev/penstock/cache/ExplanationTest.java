package dev.penstock.cache;

import static dev.penstock.cache.Asks.USUAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cache.Explanation.Nearest;
import dev.penstock.cache.Explanation.Outcome;
import dev.penstock.call.Headers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplanationTest {
    private static final long NOW = 1_000_000;

    @Test
    void the_first_part_that_differs_is_named_by_its_path() {
        assertThat(differs(USUAL, USUAL)).isEmpty();
        assertThat(differs(USUAL, Asks.form("body"))).contains("form");
        assertThat(differs(USUAL, Asks.credential("none"))).contains("credential");
        assertThat(differs(USUAL, Asks.headers(KeyedHeaders.of(Headers.of("openai-beta", "x"), Set.of()))))
                .contains("header openai-beta");
        assertThat(differs(USUAL, Asks.headers(KeyedHeaders.NONE))).contains("header openai-beta (only in this call)");
        assertThat(differs(Asks.headers(KeyedHeaders.NONE), USUAL))
                .contains("header openai-beta (only in the kept answer's call)");
    }

    @Test
    void fields_and_elements_of_the_body_are_told_apart() {
        String call = "{\"messages\":[1,2,3,4],\"model\":\"m\",\"temperature\":1.0}";
        assertThat(bodies(call, call.replace("1.0", "1"))).contains("body.temperature");
        assertThat(bodies(call, call.replace("3,4", "3,5"))).contains("body.messages[3]");
        assertThat(bodies(call, call.replace("[1,2", "[2,2"))).contains("body.messages[0]");
        assertThat(bodies(call, call.replace("3,4", "3"))).contains("body.messages[3] (only in this call)");
        assertThat(bodies(call.replace("3,4", "3"), call))
                .contains("body.messages[3] (only in the kept answer's call)");
        assertThat(bodies(call, call.replace("[1,2,3,4]", "\"text\""))).contains("body.messages");
        assertThat(bodies(call.replace("\"model\"", "\"metadata\":{},\"model\""), call))
                .contains("body.metadata (only in this call)");
        assertThat(bodies(items(70), items(70).replace("69]", "70]")))
                .contains("body.input (after its first 64 elements)");
    }

    private static String items(int count) {
        return IntStream.range(0, count)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "{\"input\":[", "]}"));
    }

    @Test
    void a_custom_key_is_compared_with_nothing_of_the_body() {
        assertThat(differs(CacheKeys.custom(USUAL, "a"), CacheKeys.custom(Asks.body("{}"), "a")))
                .isEmpty();
        assertThat(differs(CacheKeys.custom(USUAL, "a"), CacheKeys.custom(USUAL, "b")))
                .contains("cf-aig-cache-key");
    }

    @Test
    void the_nearest_answer_has_most_in_common_and_is_the_latest_of_equals() {
        String call = "{\"messages\":[1,2,3],\"model\":\"m\",\"seed\":1}";
        StoredPrint far = print("{\"messages\":[4,5,6],\"model\":\"m\",\"seed\":1}", NOW - 1_000);
        StoredPrint near = print("{\"messages\":[1,2,4],\"model\":\"m\",\"seed\":1}", NOW - 61_500);
        StoredPrint asNear = print("{\"messages\":[1,2,5],\"model\":\"m\",\"seed\":1}", NOW - 90_000);
        Nearest found = nearest(call, List.of(far, near, asNear)).orElseThrow();
        assertThat(found.key()).isEqualTo(near.key());
        assertThat(found.ageSeconds()).isEqualTo(61);
        assertThat(found.expiresSeconds()).as("fresh for a minute").isEqualTo(-2);
        assertThat(found.differs()).contains("body.messages[2]");
        assertThat(found.equal()).isEqualTo(10);
        assertThat(found.parts()).isEqualTo(12);
        assertThat(nearest(call, List.of())).isEmpty();
    }

    @Test
    void answers_of_another_credential_are_named_only_to_those_who_may_know() {
        AskedKey theirs = Asks.key(Asks.credential("brought:other"));
        List<StoredPrint> kept = List.of(new StoredPrint(theirs.key(), theirs.fingerprint(), NOW, NOW));
        byte[] mine = Asks.key(USUAL).fingerprint();
        assertThat(Explanation.nearest(mine, kept, false, NOW)).isEmpty();
        assertThat(Explanation.nearest(mine, kept, true, NOW).orElseThrow().differs())
                .contains("credential");
    }

    @Test
    void fingerprints_are_bounded_and_what_has_no_room_still_counts() {
        String many = IntStream.range(0, 300)
                .mapToObj(i -> "\"field-with-a-long-name-" + i + "\":" + i)
                .collect(Collectors.joining(",", "{\"messages\":[1],", "}"));
        byte[] print = Asks.key(Asks.body(many)).fingerprint();
        assertThat(print.length).isBetween(3_500, 4_096);
        assertThat(bodies(many, many.replace(":99,", ":98,"))).contains("the rest");
        String name = "n".repeat(65);
        assertThat(bodies("{\"" + name + "\":1}", "{\"" + name + "\":2}").orElseThrow())
                .matches("body\\.#[0-9a-f]{16}");
    }

    @Test
    void many_header_fields_leave_room_for_the_credential() {
        String[] fields = new String[600];
        for (int i = 0; i < fields.length; i += 2) {
            fields[i] = "x-" + i + "-version";
            fields[i + 1] = "1";
        }
        AskedKey key = Asks.key(Asks.headers(KeyedHeaders.of(Headers.of(fields), Set.of())));
        assertThat(Explanation.parts(key.fingerprint()).stream().map(Explanation.Part::name))
                .contains("credential", "form", "body.messages", "body.model", "the rest");
    }

    @Test
    void a_fingerprint_that_cannot_be_read_is_like_nothing_and_harms_nobody() {
        byte[] whole = Asks.key(USUAL).fingerprint();
        Random chance = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            byte[] torn = Arrays.copyOf(whole, chance.nextInt(whole.length));
            for (int j = 0; j < 3 && torn.length > 0; j++) {
                torn[chance.nextInt(torn.length)] = (byte) chance.nextInt(256);
            }
            assertThat(Fingerprint.read(torn).equal(Fingerprint.read(whole))).isLessThan(20);
        }
        assertThat(Fingerprint.read(new byte[] {2, 0}).size()).isZero();
    }

    @Test
    void the_api_is_told_all_and_never_a_value() {
        AskedKey asked = Asks.key(USUAL);
        Explanation told = Explanation.of(
                Outcome.MISS,
                "no answer is kept",
                asked,
                Explanation.nearest(asked.fingerprint(), List.of(print("{\"model\":\"m\"}", NOW - 5_000)), false, NOW));
        JsonNode json = JsonMapper.shared().readTree(told.json().text());
        assertThat(json.get("outcome").asString()).isEqualTo("miss");
        assertThat(json.get("reason").asString()).isEqualTo("no answer is kept");
        assertThat(json.get("key").asString()).isEqualTo(asked.key().toString());
        assertThat(json.get("parts").valueStream().map(part -> part.get("name").asString()))
                .containsExactly(
                        "origin",
                        "method",
                        "endpoint",
                        "header openai-beta",
                        "credential",
                        "form",
                        "body.messages",
                        "body.model");
        assertThat(json.get("parts").valueStream().map(part -> part.get("hash").asString()))
                .allMatch(hash -> hash.matches("[0-9a-f]{8}"));
        assertThat(json.get("nearest").get("age").asLong()).isEqualTo(5);
        assertThat(json.get("nearest").get("differs").asString()).isEqualTo("body.messages (only in this call)");
        assertThat(json.get("nearest").get("key").asString()).hasSize(64);
        assertThat(told.json().text()).doesNotContain("hello", "assistants=v2", "Bearer", "brought");
    }

    @Test
    void a_header_field_takes_it_in_one_short_line_of_ascii() {
        String fields = IntStream.range(0, 100)
                .mapToObj(i -> "\"é\\r\\nX-Injected" + i + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
        AskedKey asked = Asks.key(Asks.body(fields));
        String header = Explanation.of(Outcome.HIT, "a reason\r\n".repeat(500), asked, Optional.empty())
                .header();
        assertThat(header).hasSizeLessThanOrEqualTo(2_048).matches("[ -~]+");
        JsonNode json = JsonMapper.shared().readTree(header);
        assertThat(json.get("parts").size() + json.get("more_parts").asInt())
                .isEqualTo(Explanation.parts(asked.fingerprint()).size());
        assertThat(Explanation.of(Outcome.OFF, "the gateway's cache_ttl is 0").header())
                .isEqualTo("{\"outcome\":\"off\",\"reason\":\"the gateway's cache_ttl is 0\"}");
    }

    private static Optional<String> bodies(String mine, String kept) {
        return differs(Asks.body(mine), Asks.body(kept));
    }

    private static Optional<String> differs(CacheAsk mine, CacheAsk kept) {
        return differs(Asks.key(mine), Asks.key(kept));
    }

    private static Optional<String> differs(AskedKey mine, AskedKey kept) {
        return Explanation.nearest(
                        mine.fingerprint(),
                        List.of(new StoredPrint(kept.key(), kept.fingerprint(), NOW, NOW)),
                        true,
                        NOW)
                .orElseThrow()
                .differs();
    }

    private static StoredPrint print(String body, long storedAt) {
        AskedKey key = Asks.key(Asks.body(body));
        return new StoredPrint(key.key(), key.fingerprint(), storedAt, storedAt + 60_000);
    }

    private static Optional<Nearest> nearest(String mine, List<StoredPrint> kept) {
        return Explanation.nearest(Asks.key(Asks.body(mine)).fingerprint(), kept, false, NOW);
    }
}
