package dev.penstock.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RawValueTest {
    @Test
    void finds_members_exactly_as_they_were_written() {
        RawValue value =
                parse(" [ {\"provider\" : \"openai\", \"query\": { \"model\":\"x\" ,\"n\": 1.50 }, \"é\":[1, 2] } ] ");

        var step = value.elements(10).getFirst().members();

        assertThat(at(step, "provider").text()).contains("openai");
        assertThat(at(step, "query").written()).isEqualTo("{ \"model\":\"x\" ,\"n\": 1.50 }");
        assertThat(at(at(step, "query").members(), "n").written()).isEqualTo("1.50");
        assertThat(at(step, "é").elements(10).get(1).written()).isEqualTo("2");
    }

    @Test
    void reads_scalars_at_every_place() {
        var members = parse("{\"a\":12345,\"b\":true,\"c\":null,\"d\":\"x\\ny\",\"e\":-1.5e3}")
                .members();

        assertThat(at(members, "a").written()).isEqualTo("12345");
        assertThat(at(members, "b").written()).isEqualTo("true");
        assertThat(at(members, "c").written()).isEqualTo("null");
        assertThat(at(members, "d").text()).contains("x\ny");
        assertThat(at(members, "e").written()).isEqualTo("-1.5e3");
    }

    @Test
    void refuses_what_is_not_one_whole_value_without_quoting_it() {
        for (String bad : new String[] {"", " ", "{\"secret\":", "[1] 2", "{\"a\":1,\"a\":2}", "nul"}) {
            assertThatThrownBy(() -> parse(bad).members())
                    .as(bad)
                    .isInstanceOf(JsonMalformed.class)
                    .hasMessageNotContaining("secret");
        }
    }

    private static RawValue at(Map<String, RawValue> members, String name) {
        return Objects.requireNonNull(members.get(name));
    }

    private static RawValue parse(String text) {
        return RawValue.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
