package dev.penstock.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEstimateTest {
    private static final TokenEstimate ESTIMATE = new TokenEstimate();

    @BeforeAll
    static void warm() {
        ESTIMATE.warm();
    }

    @ParameterizedTest
    @CsvSource({
        // OpenAI's own counts: "hello world" is 2 in both vocabularies, the Chinese text 2 in o200k and 5 in cl100k
        "gpt-4o, hello world, 2",
        "gpt-4, hello world, 2",
        "gpt-5-mini-2025-08-07, 你好世界, 2",
        "gpt-4.1, 你好世界, 2",
        "o3, 你好世界, 2",
        "openai/o4-mini, 你好世界, 2",
        "openai.gpt-oss-120b-1:0, 你好世界, 2",
        "gpt-4-turbo, 你好世界, 5",
        "gpt-3.5-turbo, 你好世界, 5",
        "text-embedding-3-small, 你好世界, 5",
        "claude-sonnet-4-5, 你好世界, 3",
        "gpt-4o, '', 0",
        "gpt-4o, <|endoftext|>, 7",
    })
    void counts_with_the_vocabulary_of_the_model(String model, String text, long tokens) {
        assertThat(ESTIMATE.tokens(model, text)).isEqualTo(tokens);
    }

    @Test
    void counts_a_newer_claude_higher_than_an_older_one() {
        String text = "The quick brown fox jumps over the lazy dog. ".repeat(100);
        long older = ESTIMATE.tokens("us.anthropic.claude-opus-4-6-v1:0", text);
        assertThat(older).isBetween(1_130L, 1_170L);
        assertThat(ESTIMATE.tokens("us.anthropic.claude-opus-4-7-v1:0", text)).isBetween(older * 5 / 4, older * 7 / 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "\n", "9", "!", "é", "😀", "aA", "\u0000", "ﷺ"})
    void a_hostile_text_of_a_megabyte_does_not_hang_it(String unit) {
        String text = unit.repeat((1 << 20) / unit.length());
        long start = System.nanoTime();
        assertThat(ESTIMATE.tokens("gpt-4o", text)).isPositive();
        assertThat(ESTIMATE.tokens("gpt-4", text)).isPositive();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_text_beyond_the_bound_counts_in_proportion() {
        String part = "The quick brown fox jumps over the lazy dog. ";
        long thousand = ESTIMATE.tokens("gpt-4o", part.repeat(1_000));
        assertThat(ESTIMATE.tokens("gpt-4o", part.repeat(100_000))).isBetween(thousand * 98, thousand * 102);
    }

    @Test
    void cutting_into_chunks_hardly_changes_the_count() {
        String sentence = " Penstock carries each call to a provider and back, as bytes where it can.";
        long one = ESTIMATE.tokens("gpt-4o", sentence);
        assertThat(ESTIMATE.tokens("gpt-4o", sentence.repeat(500))).isBetween(one * 490, one * 510);
    }

    @Test
    void estimates_the_input_of_a_request() {
        String text =
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hello world\"}],\"max_tokens\":9}";
        // 2 for the words, 1 for the line's end, 3 for the message, 3 for the answer's beginning
        assertThat(input("gpt-4o", text)).hasValue(9);
    }

    @Test
    void an_image_costs_the_same_whatever_its_size() {
        long small = input("gpt-4o", image("aGk=")).orElseThrow();
        assertThat(small).isBetween(1_000L, 1_050L);
        assertThat(input("gpt-4o", image("aGk".repeat(300_000)))).hasValue(small);
    }

    @Test
    void token_ids_are_tokens() {
        assertThat(input("text-embedding-3-small", "{\"input\":[[1,2,3],[4,5]]}"))
                .hasValue(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "not json", "{\"messages\":[", "--boundary\r\n"})
    void says_nothing_of_a_body_that_is_no_json_object(String body) {
        assertThat(input("gpt-4o", body)).isEmpty();
    }

    private static OptionalLong input(String model, String body) {
        return ESTIMATE.inputTokens(model, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String image(String base64) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"what is it?\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + base64 + "\"}}]}]}";
    }
}
