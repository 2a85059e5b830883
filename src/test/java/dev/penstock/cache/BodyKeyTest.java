package dev.penstock.cache;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyKeyTest {
    private static final int DOCUMENTS = 6_000;

    @Test
    void the_order_of_names_white_space_and_escapes_change_no_key() {
        Random chance = new Random(20_261_123);
        RandomJson random = new RandomJson(chance);
        for (int i = 0; i < DOCUMENTS; i++) {
            Json.Obj said = random.object(0);
            String plain = Json.plain(said);
            String other = Json.anyhow(said, chance);
            assertThat(Asks.key(other)).as("%s written as %s", plain, other).isEqualTo(Asks.key(plain));
        }
    }

    @Test
    void whatever_else_a_body_says_changes_the_key() {
        Random chance = new Random(7);
        RandomJson random = new RandomJson(chance);
        Map<CacheKey, Json> known = new HashMap<>();
        Set<Json> different = new HashSet<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            Json.Obj said = random.object(0);
            for (int changes = 0; changes < 4; changes++) {
                Json kept = kept(said);
                different.add(kept);
                Json before = known.put(Asks.key(Json.anyhow(said, chance)), kept);
                assertThat(before == null || before.equals(kept))
                        .as("%s has the key of %s", kept, before)
                        .isTrue();
                said = random.changed(said);
            }
        }
        assertThat(known).hasSameSizeAs(different);
        assertThat(different.size()).as("the documents must differ").isGreaterThan(DOCUMENTS);
    }

    /** Without what the operator ignores and what only says the form. */
    private static Json kept(Json.Obj said) {
        Map<String, Json> members = new TreeMap<>(said.members());
        members.keySet().removeAll(Asks.USUAL.ignoredFields());
        members.keySet().removeAll(Asks.USUAL.formFields());
        return new Json.Obj(members);
    }

    @Test
    void the_order_of_elements_counts_beyond_those_told_apart() {
        for (String name : Set.of("messages", "other")) {
            String items = IntStream.range(0, 100).mapToObj(Integer::toString).collect(Collectors.joining(","));
            String body = "{\"" + name + "\":[" + items + "]}";
            assertThat(Asks.key(body.replace(",97,98,", ",98,97,"))).isNotEqualTo(Asks.key(body));
            assertThat(Asks.key(body.replace(",7,8,", ",8,7,"))).isNotEqualTo(Asks.key(body));
        }
    }

    @Test
    void fields_that_are_ignored_or_say_the_form_change_no_key_at_the_top_and_do_below_it() {
        CacheKey key = Asks.key("{\"model\":\"m\"}");
        assertThat(Asks.key("{\"user\":\"u\",\"model\":\"m\",\"stream\":true}")).isEqualTo(key);
        assertThat(Asks.key("{\"\\u0075ser\":{\"x\":[1]},\"model\":\"m\"}")).isEqualTo(key);
        assertThat(Asks.key("{\"metadata\":{\"user\":1},\"model\":\"m\"}"))
                .isNotEqualTo(Asks.key("{\"metadata\":{\"user\":2},\"model\":\"m\"}"));
        assertThat(Asks.key("{\"model\":\"m\",\"unknown\":null}")).isNotEqualTo(key);
    }

    /** What a stream's options say is part of the form: an answer in another one may be made of it, but is not it. */
    @Test
    void what_form_fields_say_beside_stream_is_another_form_of_the_same_call() {
        AskedKey plain = CacheKeys.of(Asks.body("{\"model\":\"m\"}")).orElseThrow();
        AskedKey told = CacheKeys.of(Asks.body("{\"model\":\"m\",\"stream_options\":{\"include_usage\":true}}"))
                .orElseThrow();
        AskedKey other = CacheKeys.of(Asks.body("{\"model\":\"m\",\"stream_options\":{\"include_usage\":false}}"))
                .orElseThrow();
        assertThat(Set.of(plain.key(), told.key(), other.key())).hasSize(3);
        assertThat(told.form()).isEqualTo(plain.form() + CacheKeys.form("stream_options", "{\"include_usage\":true}"));
        assertThat(told.key(plain.form(), 0)).isEqualTo(plain.key());
    }

    @Test
    void half_a_surrogate_pair_is_like_nothing_else() {
        Set<CacheKey> keys = new HashSet<>();
        for (String text : new String[] {"\\ud83d", "\\ude00", "\\ud83d\\ude00", "\\ude00\\ud83d", "?", "\uFFFD", ""}) {
            keys.add(Asks.key("{\"a\":\"" + text + "\"}"));
        }
        assertThat(keys).hasSize(7);
        assertThat(Asks.key("{\"a\":\"\\uD83D\\uDE00\"}")).isEqualTo(Asks.key("{\"a\":\"\uD83D\uDE00\"}"));
    }

    @Test
    void digests_that_stand_for_long_values_cannot_be_written_by_hand() {
        String longText = "a".repeat(256);
        assertThat(Asks.key("{\"a\":\"" + longText + "\"}")).isNotEqualTo(Asks.key("{\"a\":\"" + longText + "a\"}"));
        assertThat(Asks.key("{\"a\":[\"" + longText + "\"]}")).isNotEqualTo(Asks.key("{\"a\":\"" + longText + "\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "\"text\"",
                "1",
                "null",
                "{",
                "{}x",
                "{} {}",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":'b'}",
                "{a:1}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"stream\":true,\"stream\":false}",
                "{\"a\":[{\"b\":1,\"c\":2,\"b\":3}]}",
                "\uFEFF{}"
            })
    void what_is_no_object_or_says_a_name_twice_has_no_key(String body) {
        assertThat(CacheKeys.of(Asks.body(body))).isEmpty();
        assertThat(CacheKeys.obstacle(Asks.body(body))).isPresent();
    }

    @Test
    void what_is_not_utf8_too_deep_or_too_large_a_number_has_no_key() {
        byte[] broken = "{\"a\":\"xx\"}".getBytes(UTF_8);
        broken[6] = (byte) 0xC0;
        assertThat(CacheKeys.of(Asks.body(broken))).isEmpty();
        assertThat(CacheKeys.of(Asks.body("{\"a\":1}".getBytes(UTF_16)))).isEmpty();
        assertThat(CacheKeys.of(Asks.body(nested(255)))).isPresent();
        assertThat(CacheKeys.of(Asks.body(nested(256)))).isEmpty();
        assertThat(CacheKeys.of(Asks.body(nested(1_000_000)))).isEmpty();
        assertThat(CacheKeys.of(Asks.body("{\"a\":" + "9".repeat(1_000) + "}"))).isPresent();
        assertThat(CacheKeys.of(Asks.body("{\"a\":" + "9".repeat(1_001) + "}"))).isEmpty();
    }

    private static String nested(int arrays) {
        return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
    }

    @Test
    void members_are_bounded_and_sorted_however_many_they_are() {
        assertThat(Asks.key(wide(10_000, false))).isEqualTo(Asks.key(wide(10_000, true)));
        assertThat(CacheKeys.of(Asks.body(wide(10_001, false)))).isEmpty();
        assertThat(CacheKeys.obstacle(Asks.body(wide(10_001, false))).orElseThrow())
                .contains("more than 10000 members");
    }

    private static String wide(int members, boolean backwards) {
        String inner = IntStream.range(0, members)
                .map(i -> backwards ? members - 1 - i : i)
                .mapToObj(i -> "\"k" + i + "\":" + i)
                .collect(Collectors.joining(","));
        return "{\"a\":{" + inner + "}}";
    }

    @Test
    void objects_nested_in_each_other_the_wrong_way_round_cost_no_more_than_their_length() {
        // Each object is out of order and holds the next one: sorted by moving, each would move all that is in it.
        String chain = "{\"b\":1,\"a\":".repeat(200) + "1" + "}".repeat(200);
        String body = "{\"x\":[" + (chain + ",").repeat(2_000) + "1]}";
        String same = "{\"x\":[" + ("{\"a\":".repeat(200) + "1" + ",\"b\":1}".repeat(200) + ",").repeat(2_000) + "1]}";
        assertThat(Asks.key(body)).isEqualTo(Asks.key(same));
    }
}
