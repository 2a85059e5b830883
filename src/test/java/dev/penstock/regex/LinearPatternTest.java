package dev.penstock.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RE2's syntax, and time that no pattern and no text can stretch. */
class LinearPatternTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                "abc xxabcxx true",
                "^abc$ xabc false",
                "^abc$ abc true",
                "a|bc ~zbc~ true",
                "^(a|b)*c$ ababc true",
                "^(?:ab)+$ ababa false",
                "^a{2,3}$ aaaa false",
                "^a{2,3}$ aaa true",
                "^a{2,}$ aaaaa true",
                "^a{2}$ a false",
                "a{,2} a{,2} true",
                "^[a-c]+$ abcba true",
                "^[^a-c]+$ xyz true",
                "^[^a-c]+$ xbz false",
                "^[\\]a-]+$ a-] true",
                "^[\\w.]+@[\\w.]+$ jo.e@example.org true",
                "^[[:alpha:]]+$ abC true",
                "^[[:^alpha:]]+$ a1 false",
                "\\d{3}-\\d{4} 555-1234 true",
                "^\\D+$ a1 false",
                "\\bcat\\b concat false",
                "\\bcat\\b a-cat true",
                "(?i)GPT-4O gpt-4o true",
                "(?i:G)pt Gpt true",
                "(?i:G)pt GPT false",
                "^\\x41\\x{42}$ AB true",
                "^\\p{Lu}\\pL+$ Größe true",
                "^\\p{Greek}+$ αβγ true",
                "^\\P{Greek}+$ αβγ false",
                "^\\Qa.b\\E$ a.b true",
                "^\\Qa.b\\E$ axb false",
                "^(?P<x>a)(?<y>b)$ ab true",
                "^.$ 😀 true",
                "^a*?b$ aab true",
                "^(a?){3}$ aa true",
                "^()*$ ~~ true",
                "^$ x false"
            })
    void finds_what_re2_finds(String pattern, String text, boolean found) {
        assertThat(LinearPattern.parse(pattern).isFoundIn(text)).isEqualTo(found);
    }

    @Test
    void lines_and_dots_follow_their_flags() {
        assertThat(LinearPattern.parse("^b").isFoundIn("a\nb")).isFalse();
        assertThat(LinearPattern.parse("(?m)^b$").isFoundIn("a\nb\nc")).isTrue();
        assertThat(LinearPattern.parse("a.b").isFoundIn("a\nb")).isFalse();
        assertThat(LinearPattern.parse("(?s)a.b").isFoundIn("a\nb")).isTrue();
        assertThat(LinearPattern.parse("\\s").isFoundIn("\t")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "a)",
                "[a",
                "[b-a]",
                "*a",
                "a**",
                "a{3,2}",
                "a{1001}",
                "\\",
                "\\1",
                "\\k",
                "(?=a)",
                "(?!a)",
                "(?<=a)",
                "(?<!a)",
                "(?>a)",
                "(?z)",
                "(?P<>a)",
                "\\p{Nonsense}",
                "\\x{110000}",
                "\\xZZ",
                "[[:nonsense:]]",
                "(?i",
                "[\\"
            })
    void refuses_what_is_no_pattern_and_says_where(String pattern) {
        assertThatThrownBy(() -> LinearPattern.parse(pattern))
                .isInstanceOf(PatternMalformed.class)
                .hasMessageMatching(".+ at character \\d+");
    }

    @Test
    void refuses_patterns_that_are_too_long_too_deep_or_too_large() {
        for (String pattern : List.of(
                "a".repeat(1_001),
                "(".repeat(400) + ")".repeat(400),
                "((a{1000}){1000}){1000}",
                "((((){1000}){1000}){1000}){9}")) {
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () -> assertThatThrownBy(() -> LinearPattern.parse(pattern)).isInstanceOf(PatternMalformed.class));
        }
    }

    /** The catastrophic set: each of these takes a backtracking engine longer than the universe has. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "^(a+)+$",
                "^(a|a)*$",
                "^(a|aa)+$",
                "^(.*a){20}$",
                "^([a-zA-Z]+)*$",
                "(a*)*b",
                "^(a?){30}a{30}$",
                "(x+x+)+y"
            })
    void takes_time_in_proportion_to_the_text(String pattern) {
        LinearPattern read = LinearPattern.parse(pattern);
        String text = "a".repeat(20_000) + "!";
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            read.isFoundIn(text);
            read.isFoundIn("x".repeat(20_000));
        });
        assertThat(read.cost(20_000)).isLessThan(20_001L * 4_001);
    }
}
