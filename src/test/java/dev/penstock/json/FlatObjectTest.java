package dev.penstock.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatObjectTest {
    @Test
    void reads_texts_numbers_and_flags_and_skips_null() {
        FlatObject object = FlatObject.parse("{\"t\":\"x\",\"n\":1.50,\"yes\":true,\"no\":false,\"nothing\":null}");
        assertThat(object.names()).containsExactly("t", "n", "yes", "no");
        assertThat(object.text("t")).contains("x");
        assertThat(object.number("n")).contains(new BigDecimal("1.50"));
        assertThat(object.flag("yes")).isTrue();
        assertThat(object.flag("no")).isFalse();
        assertThat(object.number("nothing")).isEmpty();
        assertThatThrownBy(() -> object.number("t")).hasMessage("'t' is not a number");
    }

    @Test
    void keeps_every_digit() {
        String digits = "0." + "0123456789".repeat(20);
        assertThat(FlatObject.parse("{\"n\":" + digits + "}").number("n")).contains(new BigDecimal(digits));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "null",
                "[]",
                "{",
                "{\"a\":}",
                "{\"a\":[]}",
                "{\"a\":{}}",
                "{\"a\":1,\"a\":1}",
                "{}{}",
                "{\"a\":1}]"
            })
    void refuses_everything_else_and_says_where(String text) {
        assertThatThrownBy(() -> FlatObject.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).+, at line \\d+, column \\d+");
    }
}
