package dev.penstock.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceFileTest {
    private static final String PROVIDER = "{\"provider\":\"x\",\"slugs\":\"x\"}";

    @Test
    void reads_what_the_script_writes() {
        PriceBook book = book(PROVIDER, "{\"model\":\"m\",\"in\":1000000000,\"out\":2000000000}");
        assertThat(book.cost("x", "m", Usage.of(1, 1), Optional.empty(), Instant.EPOCH))
                .contains(new NanoUsd(3_000));
        assertThat(book.version()).isEqualTo("v");
    }

    @Test
    void the_first_entry_that_matches_wins() {
        PriceBook book = book(
                PROVIDER,
                "{\"model\":\"a\",\"match\":\"^m-1\",\"in\":1}",
                "{\"model\":\"b\",\"match\":\"=m-1 =m-2\",\"in\":1}",
                "{\"model\":\"c\",\"match\":\"*m\",\"in\":1}");
        assertThat(book.find("x", "m-1", Instant.EPOCH).map(ModelPrice::model)).contains("a");
        assertThat(book.find("x", "m-2", Instant.EPOCH).map(ModelPrice::model)).contains("b");
        assertThat(book.find("x", "m-3", Instant.EPOCH).map(ModelPrice::model)).contains("c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{}", "null", "[]", "[\n]\n", "not json at all\n\n\n\n", "[\nx\ny\n]\n"})
    void refuses_what_is_no_price_file(String text) {
        assertThatThrownBy(() -> PriceBook.read("prices.json", text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The price file prices.json cannot be used: line ");
    }

    @Test
    void refuses_a_file_that_was_cut() {
        String whole = file(PROVIDER, "{\"model\":\"m\",\"in\":1}", "{\"model\":\"n\",\"in\":1}");
        String cut = whole.replace(",\n{\"model\":\"n\",\"in\":1}", "");
        assertThatThrownBy(() -> read(cut)).hasMessageContaining("announces 3 lines and has 2");
    }

    @Test
    void refuses_a_file_that_was_edited_by_hand() {
        String edited = file(PROVIDER, "{\"model\":\"m\",\"in\":1}").replace("\"in\":1", "\"in\":2");
        assertThatThrownBy(() -> read(edited)).hasMessageContaining("checksum").hasMessageContaining("penstock.yaml");
    }

    @Test
    void refuses_another_format() {
        String newer = file(PROVIDER, "{\"model\":\"m\",\"in\":1}").replace("\"format\":1", "\"format\":2");
        assertThatThrownBy(() -> read(newer)).hasMessageContaining("its format is 2, this version reads 1");
    }

    @Test
    void refuses_a_model_before_any_provider() {
        assertThatThrownBy(() -> book("{\"model\":\"m\",\"in\":1}", PROVIDER))
                .hasMessageContaining("before any provider");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"model\":\"m\"}; no price",
                "{\"model\":\"m\",\"in\":-1}; below 0",
                "{\"model\":\"m\",\"in\":1.5}; Rounding",
                "{\"model\":\"m\",\"in\":\"1\"}; is not a number",
                "{\"model\":\"m\",\"in\":[1]}; text",
                "{\"model\":\"m\",\"in\":1,\"in\":2}; no JSON",
                "{\"model\":\"m\",\"match\":\"m\",\"in\":1}; no match",
                "{\"model\":\"m\",\"match\":\"?m\",\"in\":1}; no sign",
                "{\"from\":\"2026-01-01\",\"in\":1}; before any model",
                "{\"model\":\"m\",\"from\":\"soon\",\"in\":1}; soon",
                "{\"model\":\"m\",\"tier:batch\":\"half\",\"in\":1}; no factor",
                "{\"model\":\"m\",\"tier:batch\":\"1/0\",\"in\":1}; no factor",
            })
    void names_the_line_of_a_model_it_does_not_understand(String line, String what) {
        PriceBook book = book(PROVIDER, line);
        assertThatThrownBy(book::warm)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 4: ")
                .hasMessageContaining(what);
    }

    private static PriceBook book(String... lines) {
        return read(file(lines));
    }

    private static PriceBook read(String text) {
        return PriceBook.read("prices.json", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String file(String... lines) {
        String body = String.join(",\n", List.of(lines)) + "\n]\n";
        String header = "{\"format\":1,\"version\":\"v\",\"lines\":" + lines.length + ",\"crc32\":\"%s\"},\n";
        return "[\n" + header.formatted(PriceFile.checksum("[\n\n" + body)) + body;
    }
}
