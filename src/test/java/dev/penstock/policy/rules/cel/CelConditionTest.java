package dev.penstock.policy.rules.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of CEL we have, by cases of its conformance suite (github.com/google/cel-spec/tree/master/tests). */
class CelConditionTest {
    private static final Names NAMES = new Names(Set.of("cf", "metadata"), Map.of("cf", Set.of("user", "country")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "!false",
                "!!true",
                "1 + 2 * 3 == 7",
                "(1 + 2) * 3 == 9",
                "7 / 2 == 3 && -7 / 2 == -3 && 7 % 3 == 1 && -7 % 3 == -1",
                "7.0 / 2.0 == 3.5",
                "5u - 3u == 2u",
                "0x55u == 85u && 0xFF == 255 && -0x8000000000000000 == -9223372036854775808",
                "-9223372036854775808 < 0",
                "18446744073709551615u > 9223372036854775807u",
                "1 == 1.0 && 1u == 1 && 1.0 == 1u",
                "1 < 1.5 && 2u > 1 && -1 < 1u",
                "9007199254740993 > 9007199254740992.0",
                "1e3 == 1000.0 && .5 == 0.5 && 1.5E-2 == 0.015",
                "'a' < 'b' && 'Z' < 'a' && 'abc' <= 'abd'",
                "'a' + 'b' == \"ab\"",
                "[1] + [2] == [1, 2]",
                "b'abc' == b\"abc\" && b'a' + b'b' == b'ab' && b'\\xff' > b'a'",
                "false < true",
                "null == null && null != 1",
                "1 != 'a' && [1] != {'a': 1}",
                "[1, 2.0, 3u] == [1.0, 2, 3]",
                "{'a': 1, 'b': [true]} == {'b': [true], 'a': 1.0}",
                "{1: 'x'}[1u] == 'x' && {1: 'x'}[1.0] == 'x'",
                "[10, 20, 30][1] == 20 && [10][0.0] == 10",
                "{'a': {'b': 7}}.a.b == 7 && {'a': {'b': 7}}['a']['b'] == 7",
                "2 in [1, 2] && !(3 in [1, 2]) && 'k' in {'k': 1} && 2.0 in [1, 2]",
                "has({'a': 1}.a) && !has({'a': 1}.b)",
                "size('été') == 3 && size('😀') == 1 && size(b'abc') == 3 && [1, 2].size() == 2 && size({'a': 1}) == 1",
                "'hello'.startsWith('he') && 'hello'.endsWith('lo') && 'hello'.contains('ell') && ''.startsWith('')",
                "'hubba'.matches('ubb') && matches('cows', '^c') && !'hubba'.matches('^ubb') && 'abc'.matches('^' + 'a')",
                "string(123) == '123' && string(1u) == '1' && string(true) == 'true' && string(123.456) == '123.456'",
                "string(b'abc') == 'abc' && bytes('abc') == b'abc' && string('x') == 'x'",
                "int('-987') == -987 && int(42u) == 42 && int(123.999) == 123 && int(-123.9) == -123",
                "uint('300') == 300u && uint(3.9) == 3u && double('1.5') == 1.5 && double(2) == 2.0 && bool('true')",
                "dyn(1) == 1",
                "[1, 2, 3].all(x, x > 0) && [].all(x, false)",
                "[1, 2, 3].exists(x, x == 2) && ![].exists(x, true)",
                "[1, 2, 3].exists_one(x, x > 2) && ![1, 2].exists_one(x, x > 0) && [7].existsOne(x, true)",
                "[1, 2, 3].filter(x, x > 1) == [2, 3]",
                "[1, 2, 3].map(x, x * 2) == [2, 4, 6] && [1, 2, 3].map(x, x > 1, x + 10) == [12, 13]",
                "{'a': 1, 'b': 2}.all(k, k != 'c') && {'a': 1}.exists(k, k == 'a')",
                "[[1], [2]].all(x, x.all(y, y > 0))",
                "[1, 2].map(x, [3].map(x, x)) == [[3], [3]]",
                "true ? true : false",
                "false ? false : true ? true : false",
                "(1 > 2 ? 'a' : 'b') == 'b'",
                "true || 1 / 0 > 1",
                "1 / 0 > 1 || true",
                "!(false && 1 / 0 > 1)",
                "!(1 / 0 > 1 && false)",
                "[1, 'a'].exists(x, x == 1 || x > 5)",
                "['a', 1].exists(x, x > 0)",
                "!['a', 1].all(x, x > 5)",
                "'\\u00fc' == 'ü' && '\\U0001F600' == '😀' && '\\x41\\101' == 'AA' && '\\n\\t\\\\' == \"\\n\\t\\\\\"",
                "r'\\n' == '\\\\n' && R\"a\\d\" == 'a\\\\d' && size(rb'\\xff') == 4 && size(b'ü') == 2",
                "'''a'b\"c''' == \"\"\"a'b\"c\"\"\"",
                "'it\\'s' == \"it's\"",
                "1 < 2 // the rest is a comment",
                "[1, 2,] == [1, 2] && {'a': 1,} == {'a': 1}",
                "double('NaN') != double('NaN') && !(double('NaN') < 1.0)",
                "metadata.plan == 'free' && metadata['seats'] == 3 && .metadata.plan == 'free'",
                "cf.user.email.endsWith('@example.org') && 'admins' in cf.user.groups",
                "has(cf.user.id) && !has(cf.user.phone)",
                "!has(metadata.missing) || metadata.missing == 'x'",
                "metadata.missing == 'x' || true"
            })
    void holds(String source) {
        assertThat(answer(source)).as(source).isEqualTo(new CelCondition.Holds(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775807 + 1 > 0",
                "-9223372036854775807 - 2 < 0",
                "9223372036854775807 * 2 > 0",
                "-9223372036854775808 / -1 > 0",
                "-(-9223372036854775808) > 0",
                "0u - 1u > 0u",
                "18446744073709551615u + 1u > 0u",
                "18446744073709551615u * 2u > 0u",
                "1 / 0 == 1",
                "1 % 0 == 1",
                "1u / 0u == 1u",
                "dyn(1) + dyn('a') == 1",
                "dyn('a') > dyn(1)",
                "dyn(1) && true",
                "!dyn(1)",
                "int('x') == 1",
                "int(1e99) == 1",
                "uint(-1) == 1u",
                "string(b'\\xff') == ''",
                "bool('perhaps')",
                "size(dyn(1)) == 1",
                "dyn('a').startsWith(dyn(1))",
                "[1, 'a'].all(x, x > 0)",
                "{dyn(1.5): 1, dyn([1]): 2} == {}",
                "{'a': 1, 'a': 2} == {}",
                "'a'.matches(dyn('(') + '')",
                "dyn(1).a == 1",
                "dyn('x')[0] == 1",
                "dyn(7) ? true : false",
                "cf.country"
            })
    void fails(String source) {
        assertThat(answer(source)).as(source).isInstanceOf(CelCondition.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metadata.missing == 'x'",
                "metadata['missing'] == 'x'",
                "!(metadata.missing == 'x')",
                "cf.user.phone == '1'",
                "metadata.missing == 'x' && true",
                "metadata.missing == 'x' || false",
                "cf.user.groups[7] == 'x'"
            })
    void says_what_is_missing(String source) {
        assertThat(answer(source)).as(source).isInstanceOf(CelCondition.Missing.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "1 +|Expected a value, found the end at line 1, column 4",
                "|Expected a value, found the end at line 1, column 1",
                "(true|Expected ')', found the end at line 1, column 6",
                "true true|Expected an operator or the end, found a bool at line 1, column 6",
                "'abc|A string is not closed: expected ' at line 1, column 1",
                "metadata.|Expected a field or a function after '.', found the end at line 1, column 10",
                "user == 'x'|Unknown name 'user'; there are cf, metadata at line 1, column 1",
                "cf.usr.id == 'x'|Unknown field 'cf.usr'; known are country, user at line 1, column 4",
                "lower('x') == 'x'|Unknown function 'lower' at line 1, column 1",
                "'x'.trim() == 'x'|Unknown function 'trim' at line 1, column 5",
                "size(1, 2) == 1|The function 'size' takes 1 values",
                "1 == @|Unexpected character '@' at line 1, column 6",
                "'\\q' == 'a'|Unknown escape '\\q' at line 1, column 3",
                "9223372036854775808 > 1|A number beyond a signed 64-bit one at line 1, column 1",
                "18446744073709551616u > 1u|A number larger than an unsigned 64-bit one",
                "12abc == 1|A number runs into a letter",
                "if == 1|'if' is a reserved word",
                "has(metadata)|has() takes the selection of a field",
                "'a'.matches('(')|matches() has no valid pattern: A group is not closed",
                "[1].all(1, true)|Expected the name of a variable, found a number at line 1, column 9",
                "[1].all(cf, true)|The name 'cf' is taken",
                "1 + 2|A condition must be true or false; this is a int",
                "'yes'|A condition must be true or false; this is a string",
                "1 && true|Expected bool for this, found a int at line 1, column 1",
                "1 + 'a' == 2|'+' has no meaning between a int and a string at line 1, column 3",
                "1 in 2|for 'in', found a int",
                "{1 2}|Expected ':', found a number",
                "Foo{a: 1}|Unknown name 'Foo'",
                "a.b.c|Unknown name 'a'"
            })
    void refuses_and_says_where_and_what_was_expected(String source, String message) {
        assertThatThrownBy(() -> CelCondition.parse(source == null ? "" : source, NAMES))
                .isInstanceOf(CelMalformed.class)
                .hasMessageMatching("(?s).* at line \\d+, column \\d+")
                .hasMessageContaining(message);
    }

    @Test
    void tells_the_line_too() {
        assertThatThrownBy(() -> CelCondition.parse("true &&\n  metadata.a ==\n  ?", NAMES))
                .hasMessage("Expected a value, found '?' at line 3, column 3");
    }

    @Test
    void hostile_sources_are_refused_in_bounded_time() {
        for (String source : List.of(
                "(".repeat(100_000),
                "[".repeat(4_000),
                "!".repeat(4_000) + "true",
                "-".repeat(4_000) + "1 == 1",
                "true ? ".repeat(580) + "true",
                "metadata" + ".a".repeat(2_040),
                "metadata" + "[1]".repeat(1_360),
                "1 == 1" + " && true".repeat(500),
                "x".repeat(1 << 20),
                "'" + "\\".repeat(4_000),
                "{".repeat(4_000),
                "[1].all(x,".repeat(400))) {
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () -> assertThatThrownBy(() -> CelCondition.parse(source, NAMES))
                            .isInstanceOf(CelMalformed.class));
        }
    }

    @Test
    void costly_conditions_stop() {
        String ten = "[1,2,3,4,5,6,7,8,9,10]";
        String nested = ten + ".all(a," + ten + ".all(b," + ten + ".all(c," + ten + ".all(d," + ten + ".all(e," + ten
                + ".all(f, a+b+c+d+e+f > 0))))))";
        String doubled = "[[1]].map(a, [a+a]).map(a, a+a+a+a+a+a+a+a).map(a, a+a+a+a+a+a+a+a).map(a, a+a+a+a+a+a+a+a)"
                + ".map(a, a+a+a+a+a+a+a+a).map(a, a+a+a+a+a+a+a+a).map(a, a+a+a+a+a+a+a+a).map(a, a+a+a+a+a+a+a+a) == []";
        String pattern = "(metadata.long + metadata.long).matches('(a?){500}a{500}') || true";
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String source : List.of(nested, doubled, pattern)) {
                assertThat(answer(source))
                        .as(source)
                        .isEqualTo(new CelCondition.Failed("the condition takes too much work"));
            }
        });
    }

    private static CelCondition.Answer answer(String source) {
        Map<CelValue, CelValue> user = new HashMap<>();
        user.put(text("id"), text("u1"));
        user.put(text("email"), text("jo@example.org"));
        user.put(text("groups"), new CelValue.Many(List.of(text("admins"))));
        Map<CelValue, CelValue> cf = new HashMap<>();
        cf.put(text("user"), new CelValue.Table(user));
        cf.put(text("country"), text("DE"));
        Map<CelValue, CelValue> metadata = new HashMap<>();
        metadata.put(text("plan"), text("free"));
        metadata.put(text("seats"), new CelValue.Int(3));
        metadata.put(text("long"), text("a".repeat(5_000)));
        return CelCondition.parse(source, NAMES)
                .answer(Map.of("cf", new CelValue.Table(cf), "metadata", new CelValue.Table(metadata)));
    }

    private static CelValue text(String text) {
        return new CelValue.Text(text);
    }
}
