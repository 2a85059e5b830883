package dev.penstock.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JsonTextTest {
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "\"quoted\" \\ back", "line\nbreak\r\ttab", "\u0000\u001f", "ünï 😀", "</script>"})
    void strings_come_back_as_they_were(String value) {
        assertThat(JSON.readTree(JsonText.of(value).text()).asString()).isEqualTo(value);
    }

    @Test
    void half_a_surrogate_pair_survives_utf_8() {
        byte[] bytes = JsonText.of("a\ud83d b\ude00").text().getBytes(StandardCharsets.UTF_8);
        assertThat(JSON.readTree(bytes).asString()).isEqualTo("a\ud83d b\ude00");
    }

    @Test
    void objects_arrays_and_nulls_nest() {
        JsonText json = JsonText.object("a", 1, "b", JsonText.array("x", null, true), "c", List.of(2L), "d", null);
        assertThat(json).hasToString("{\"a\":1,\"b\":[\"x\",null,true],\"c\":[2],\"d\":null}");
    }

    @Test
    void a_name_without_a_value_is_refused() {
        assertThatThrownBy(() -> JsonText.object("a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_tree_reads_what_is_there_and_forgives_what_is_not() {
        JsonTree tree = JsonTree.read("{\"a\":[1,\"x\",true],\"n\":null}".getBytes(StandardCharsets.UTF_8));
        assertThat(tree.names()).containsExactly("a", "n");
        assertThat(tree.at("a").items()).hasSize(3);
        assertThat(tree.at("a").items().getFirst().whole()).hasValue(1);
        assertThat(tree.at("a").items().get(1).text()).hasValue("x");
        assertThat(tree.at("a").items().get(2).isTrue()).isTrue();
        assertThat(tree.at("n").isAbsent()).isTrue();
        assertThat(tree.at("nowhere").at("deeper").items()).isEmpty();
        assertThat(JsonText.of(tree)).hasToString("{\"a\":[1,\"x\",true],\"n\":null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} {}", "nul", "{\"a\":1,}"})
    void what_is_no_document_is_malformed_and_not_quoted(String text) {
        assertThatThrownBy(() -> JsonTree.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonMalformed.class)
                .hasMessageContaining("not JSON");
    }

    @Test
    void a_document_beyond_the_bound_is_malformed() {
        assertThatThrownBy(() -> JsonTree.read(new byte[JsonTree.MAX_BYTES + 1]))
                .isInstanceOf(JsonMalformed.class);
    }

    @Test
    void depth_is_bounded() {
        byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> JsonTree.read(deep)).isInstanceOf(JsonMalformed.class);
    }
}
