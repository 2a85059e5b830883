package dev.penstock.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonCursorTest {
    private static JsonCursor over(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new JsonCursor(bytes, 0, bytes.length);
    }

    @Test
    void walks_fields_and_skips_what_nobody_reads() {
        List<String> seen = new ArrayList<>();
        try (JsonCursor json = over("{\"a\":{\"x\":[1,{}]},\"b\":[],\"c\":{},\"d\":7,\"e\":[[1],[2]]}")) {
            for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                seen.add(name);
                if (name.equals("c")) {
                    assertThat(json.enterObject()).isNull();
                }
                if (name.equals("e")) {
                    for (boolean more = json.enterArray(); more; more = json.nextElement()) {
                        seen.add("element");
                    }
                }
            }
            assertThat(json.atEnd()).isTrue();
        }
        assertThat(seen).containsExactly("a", "b", "c", "d", "e", "element", "element");
    }

    @Test
    void entering_what_is_no_object_leaves_it_to_be_skipped() {
        try (JsonCursor json = over("{\"a\":[{\"b\":1}],\"c\":2}")) {
            assertThat(json.enterObject()).isEqualTo("a");
            assertThat(json.enterObject()).isNull();
            assertThat(json.nextField()).isEqualTo("c");
            assertThat(json.count()).isEqualTo(2);
            assertThat(json.nextField()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-3, -3",
        "12.9, 12",
        "1e3, 1000",
        "9223372036854775807, 9223372036854775807",
        "99999999999999999999999, 9223372036854775807",
        "1e400, 9223372036854775807",
        "NaN, -9223372036854775808",
        "null, -9223372036854775808",
        "\"7\", -9223372036854775808",
        "true, -9223372036854775808",
        "{}, -9223372036854775808",
    })
    void counts_are_whole_numbers_within_a_long(String text, long expected) {
        try (JsonCursor json = over(text)) {
            assertThat(json.count()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1000000000",
        "0.00002054, 20540",
        "3.4e-07, 340",
        "2.054E-5, 20540",
        "0.0076509169000000005, 7650917",
        "0.0000000005, 1",
        "0.0000000004, 0",
        "-0.5, -500000000",
        "12e2, 1200000000000",
        "1e999999999, 9223372036854775807",
        "1e-999999999, 0",
        "0e999999999, 0",
        "123456789012345678901234567890, 9223372036854775807",
        "null, -9223372036854775808",
        "NaN, -9223372036854775808",
    })
    void decimals_are_billionths_rounded_half_up(String text, long expected) {
        try (JsonCursor json = over(text)) {
            assertThat(json.nano()).isEqualTo(expected);
        }
    }

    @Test
    void texts_are_read_unescaped_and_bounded() {
        try (JsonCursor json = over("\"a\\n\\u00e9\\ud83d\\ude00z\"")) {
            StringBuilder target = new StringBuilder("<");
            assertThat(json.appendText(target, 3)).isEqualTo(6);
            assertThat(target).hasToString("<a\né");
            assertThat(json.text(null, 100)).isEqualTo("a\né😀z");
            assertThat(json.textIs("a\né😀z")).isTrue();
            assertThat(json.textIs("a\né😀y")).isFalse();
        }
    }

    @Test
    void a_text_known_before_is_not_made_anew() {
        String known = "gpt-4o";
        try (JsonCursor json = over("\"gpt-4o\"")) {
            assertThat(json.text(known, 100)).isSameAs(known);
        }
    }

    @Test
    void json_of_a_value_is_taken_as_it_stands_wherever_the_text_begins() {
        byte[] bytes = "xx{\"a\": {\"b\" : [1, \"é\"]} ,\"c\":1}yy".getBytes(StandardCharsets.UTF_8);
        try (JsonCursor json = new JsonCursor(bytes, 2, bytes.length - 4)) {
            StringBuilder target = new StringBuilder();
            assertThat(json.enterObject()).isEqualTo("a");
            assertThat(json.appendJson(target, 100))
                    .isEqualTo("{\"b\" : [1, \"é\"]}".getBytes(StandardCharsets.UTF_8).length);
            assertThat(target).hasToString("{\"b\" : [1, \"é\"]}");
            assertThat(json.nextField()).isEqualTo("c");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1}x",
                "[1,",
                "{a:1}",
                "{\"a\":tru}",
                "<html>",
                "\"\\x\"",
                "{\"a\":1}}"
            })
    void what_is_no_json_is_malformed_and_nothing_else(String text) {
        assertThatThrownBy(() -> {
                    try (JsonCursor json = over(text)) {
                        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                            json.count();
                        }
                        json.atEnd();
                    }
                })
                .isInstanceOf(JsonMalformed.class);
    }

    @Test
    void text_after_the_root_value_is_not_its_end() {
        try (JsonCursor json = over("{} {}")) {
            assertThat(json.atEnd()).isFalse();
        }
        try (JsonCursor json = over("{}   \n\t ")) {
            assertThat(json.atEnd()).isTrue();
        }
    }

    @Test
    void nesting_beyond_a_thousand_is_malformed() {
        assertThat(skips(900)).isTrue();
        assertThatThrownBy(() -> skips(1_100)).isInstanceOf(JsonMalformed.class);
    }

    private static boolean skips(int depth) {
        try (JsonCursor json = over("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}")) {
            assertThat(json.enterObject()).isEqualTo("a");
            return json.nextField() == null;
        }
    }

    @Test
    void an_error_quotes_nothing_of_the_text() {
        assertThatThrownBy(() -> over("{\"prompt\": secret}").enterObject()).hasMessageNotContaining("secret");
    }
}
