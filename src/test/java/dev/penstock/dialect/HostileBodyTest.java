package dev.penstock.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Dialect;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies made to cost more than they are worth, or to be read in two ways. */
class HostileBodyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "[1,]",
                "{'a':1}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-}",
                "{\"a\":tru}",
                "{\"a\":1}x",
                "{\"a\":1}{}",
                "{\"a\":1}]",
                "{\"a\":1} 2",
                "{\"a\":1}\0",
                "{/*c*/\"a\":1}",
                "{\"a\":1}//c",
                "#c\n{}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"",
                "{\"model\":\"a",
                "{\"model\":\"\\",
                "\uFEFF{}",
                "{\"stream_options\":{\"include_usage\":true",
                "{\"a\":\u00A01}",
                "{\"a\":1\f}"
            })
    void what_is_no_json_is_refused(String body) {
        byte[] bytes = (body + " ").getBytes(UTF_8);
        assertRefused(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c080", "c1bf", "e08080", "e09fbf", "f0808080", "f08fbfbf", "eda080", "edbfbf", "f4908080", "f5808080",
                "80", "bf", "c3", "e282", "f09f92", "fe", "ff", "c328", "e28228", "f8888080"
            })
    void bytes_that_are_no_utf_8_are_refused_in_strings_names_and_outside(String hex) {
        byte[] bad = HexFormat.of().parseHex(hex);
        assertRefused(around("{\"a\":\"", bad, "\"}"));
        assertRefused(around("{\"x", bad, "\":1}"));
        assertRefused(around("{\"model\":\"m", bad, "\"}"));
        assertRefused(around("{}", bad, ""));
    }

    @Test
    void every_length_of_utf_8_passes_at_every_alignment() {
        for (int shift = 0; shift < 20; shift++) {
            String body = "{\"model\":\"" + "x".repeat(shift) + "\u0080߿ࠀ\uFFFF\uD7FF\uE000𐀀\uDBFF\uDFFF\"}";
            assertThat(read(body.getBytes(UTF_8)).model()).get().asString().endsWith("\uDBFF\uDFFF");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void other_encodings_are_refused(String charset) {
        assertRefused("{\"model\":\"m\",\"stream\":true}".getBytes(Charset.forName(charset)));
        assertRefused("1".getBytes(Charset.forName(charset)));
    }

    @Test
    void a_thousand_levels_pass_and_a_hundred_thousand_are_refused_at_once() {
        byte[] deepest = ("{\"a\":" + "[".repeat(999) + "]".repeat(999) + "}").getBytes(UTF_8);
        assertThat(read(deepest)).isEqualTo(Asked.NOTHING);

        byte[] deeper = ("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}").getBytes(UTF_8);
        assertThatThrownBy(() -> read(deeper)).hasMessageContaining("1000 levels");
        assertRefused("{\"a\":".repeat(100_000).getBytes(UTF_8));
    }

    @Test
    void a_million_members_pass_in_bounded_time_and_memory() {
        StringBuilder body = new StringBuilder("{");
        for (int i = 0; i < 1_000_000; i++) {
            body.append("\"key").append(i).append("\":").append(i).append(',');
        }
        byte[] bytes = body.append("\"model\":\"m\"}").toString().getBytes(UTF_8);

        assertThat(bounded(bytes).model()).contains("m");
    }

    @Test
    void names_whose_hashes_collide_cost_no_more_than_others() {
        StringBuilder body = new StringBuilder("{");
        for (int i = 0; i < 1 << 16; i++) {
            body.append('"');
            for (int bit = 0; bit < 16; bit++) {
                body.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            body.append("\":1,");
        }
        byte[] bytes = body.append("\"model\":\"m\"}").toString().getBytes(UTF_8);

        assertThat(bounded(bytes).model()).contains("m");
    }

    @Test
    void a_string_of_a_hundred_megabytes_is_passed_over() {
        byte[] bytes = new byte[100 << 20];
        Arrays.fill(bytes, (byte) 'x');
        byte[] head = "{\"messages\":[{\"content\":\"".getBytes(UTF_8);
        byte[] tail = "\"}],\"model\":\"m\"}".getBytes(UTF_8);
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(tail, 0, bytes, bytes.length - tail.length, tail.length);

        assertThat(bounded(bytes).model()).contains("m");
    }

    @Test
    void a_model_of_a_hundred_megabytes_is_refused_without_being_built() {
        byte[] bytes = new byte[100 << 20];
        Arrays.fill(bytes, (byte) 'x');
        System.arraycopy("{\"model\":\"".getBytes(UTF_8), 0, bytes, 0, 10);
        System.arraycopy("\"}".getBytes(UTF_8), 0, bytes, bytes.length - 2, 2);
        long before = allocated();

        assertRefused(bytes);
        assertThat(allocated() - before).isLessThan(10 << 20);
    }

    @Test
    void endless_numbers_are_refused_and_huge_exponents_and_endless_names_cost_nothing() {
        assertRefused(("{\"a\":" + "9".repeat(1_000_000) + "}").getBytes(UTF_8));
        assertRefused(("{\"a\":1." + "9".repeat(1_000_000) + "}").getBytes(UTF_8));
        assertThat(bounded(("{\"" + "n".repeat(1_000_000) + "\":1}").getBytes(UTF_8)))
                .isEqualTo(Asked.NOTHING);
        assertThat(bounded("{\"a\":1e999999999,\"max_tokens\":1e999999999}".getBytes(UTF_8)))
                .isEqualTo(Asked.NOTHING);
    }

    @Test
    void half_characters_in_escapes_are_the_providers_to_judge() {
        assertThat(read("{\"messages\":\"\\ud800\",\"\\udc00\":1,\"model\":\"m\"}".getBytes(UTF_8))
                        .model())
                .contains("m");
    }

    private static Asked bounded(byte[] bytes) {
        long before = allocated();
        Asked asked = Assertions.assertTimeout(Duration.ofSeconds(10), () -> read(bytes));
        assertThat(allocated() - before).isLessThan(Math.max(1 << 20, 10L * bytes.length));
        return asked;
    }

    private static void assertRefused(byte[] bytes) {
        Assertions.assertTimeout(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> read(bytes))
                        .isInstanceOfSatisfying(
                                CallRefused.class,
                                refused ->
                                        assertThat(refused.refusal().status()).isEqualTo(400)));
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static byte[] around(String before, byte[] middle, String after) {
        byte[] head = before.getBytes(UTF_8);
        byte[] tail = after.getBytes(UTF_8);
        byte[] all = Arrays.copyOf(head, head.length + middle.length + tail.length);
        System.arraycopy(middle, 0, all, head.length, middle.length);
        System.arraycopy(tail, 0, all, head.length + middle.length, tail.length);
        return all;
    }

    private static Asked read(byte[] bytes) {
        return AskReader.read(Dialect.OPENAI_CHAT, bytes, 0, bytes.length);
    }
}
