package dev.penstock.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
    private static final String MARKS = "abc: -\n  \"'[]{}#&*!|>%,?0";

    @Test
    void knows_the_line_of_every_key_and_value() {
        Yaml.Mapping root = good("""
                # a comment
                port: 8787

                limits:
                  body_bytes: 64KB
                tokens:
                  - id: "0123"
                  - {id: b,
                     name: c}
                """);

        assertThat(scalar(root, "port")).isEqualTo(new Yaml.Scalar("8787", Yaml.Scalar.Type.NUMBER, line(2)));
        Yaml.Mapping limits = (Yaml.Mapping) field(root, "limits").value();
        assertThat(field(root, "limits").place()).isEqualTo(line(4));
        assertThat(scalar(limits, "body_bytes")).isEqualTo(new Yaml.Scalar("64KB", Yaml.Scalar.Type.TEXT, line(5)));
        Yaml.Sequence tokens = (Yaml.Sequence) field(root, "tokens").value();
        assertThat(scalar((Yaml.Mapping) tokens.items().getFirst(), "id"))
                .isEqualTo(new Yaml.Scalar("0123", Yaml.Scalar.Type.TEXT, line(7)));
        assertThat(field((Yaml.Mapping) tokens.items().get(1), "name").place()).isEqualTo(line(9));
    }

    @ParameterizedTest
    @CsvSource({
        "8787, NUMBER",
        "-1, NUMBER",
        "1.50, NUMBER",
        "true, FLAG",
        "false, FLAG",
        "null, NULL",
        "~, TEXT",
        "yes, TEXT",
        "30s, TEXT",
        "'\"8787\"', TEXT",
        "'', NULL",
        "'\"\"', TEXT",
        "'\"true\"', TEXT",
        "2027-01-31T12:00:00Z, TEXT"
    })
    void takes_a_value_for_what_the_core_schema_takes_it_for(String text, Yaml.Scalar.Type type) {
        assertThat(scalar(good("a: " + text), "a").type()).isEqualTo(type);
    }

    @Test
    void keeps_a_number_as_it_was_written() {
        assertThat(scalar(good("a: 1.50"), "a").text()).isEqualTo("1.50");
        assertThat(scalar(good("a: 007"), "a").text()).isEqualTo("007");
        assertThat(scalar(good("a: " + "1".repeat(500)), "a").text()).hasSize(500);
    }

    @Test
    void an_empty_file_is_an_empty_block() {
        assertThat(good("").fields()).isEmpty();
        assertThat(good("# nothing\n").fields()).isEmpty();
        assertThat(good("\uFEFFport: 1").fields()).containsOnlyKeys("port");
    }

    @Test
    void names_each_key_given_twice_and_reads_on() {
        YamlDocument document = read("a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\n");

        assertThat(faults(document))
                .containsExactly(
                        "f.yaml line 3: key 'a' was given already in line 1; keep one",
                        "f.yaml line 4: key 'd' was given already in line 4; keep one");
        assertThat(document.root().fields()).containsOnlyKeys("a", "b", "c");
    }

    @Test
    void refuses_anchors_and_aliases_so_that_nothing_multiplies() {
        String bomb = """
                a: &a [x, x, x, x, x, x, x, x, x]
                b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
                c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
                """;

        assertThat(faults(read(bomb)))
                .containsExactly(
                        "f.yaml line 1: anchors (&) and aliases (*) are not supported; write the value out, or quote it");
        assertThat(faults(read("base: 1\nx: *base\n")))
                .singleElement()
                .asString()
                .startsWith("f.yaml line 2: ");
        assertThat(faults(read("a: &a {b: *a}\n"))).hasSize(1);
    }

    @Test
    void refuses_tags() {
        assertThat(faults(read("a: !!java.net.URL [x]\n")))
                .containsExactly("f.yaml line 1: tags (!) are not supported; write the plain value, or quote it");
    }

    @Test
    void refuses_what_is_nested_too_deep() {
        assertThat(faults(read("a: " + "[".repeat(100_000))))
                .containsExactly("f.yaml line 1: nested deeper than 32 levels");
        assertThat(faults(read("a: " + "{b: ".repeat(1000))))
                .containsExactly("f.yaml line 1: nested deeper than 32 levels");
    }

    @Test
    void refuses_too_many_values() {
        assertThat(faults(read("a: [" + "1,".repeat(200_000) + "]")))
                .containsExactly("f.yaml line 1: more than 100000 values");
    }

    @Test
    void refuses_a_large_file_before_reading_it() {
        assertThat(faults(read(" ".repeat(YamlReader.MOST_BYTES + 1))))
                .containsExactly("f.yaml: the file is larger than 1 MB; make it smaller");
        assertThat(faults(read(" ".repeat(YamlReader.MOST_BYTES)))).isEmpty();
    }

    @Test
    void refuses_bytes_that_are_no_text() {
        assertThat(faults(YamlReader.read("f.yaml", new byte[] {'a', ':', ' ', (byte) 0xff})))
                .containsExactly("f.yaml: the file is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void refuses_a_file_that_is_no_block_of_keys() {
        String expected = "f.yaml line 1: the file must be a block of keys, such as 'port: 8787'";
        assertThat(faults(read("- a\n"))).containsExactly(expected);
        assertThat(faults(read("hello\n"))).containsExactly(expected);
    }

    @Test
    void refuses_a_second_document() {
        assertThat(faults(read("a: 1\n---\nb: 2\n")))
                .containsExactly("f.yaml line 3: a second document begins; keep one document in the file");
    }

    @Test
    void names_the_line_of_broken_syntax_without_quoting_it() {
        assertThat(faults(read("a: 1\nkey: sk-secret: [\n")))
                .singleElement()
                .asString()
                .startsWith("f.yaml line 2: not valid YAML: ")
                .doesNotContain("sk-secret");
        assertThat(faults(read("a: [1, 2\n"))).singleElement().asString().contains("not valid YAML");
        assertThat(faults(read("a: \"unfinished\n"))).singleElement().asString().contains("not valid YAML");
        assertThat(faults(read("\ta: 1\n"))).singleElement().asString().startsWith("f.yaml line 1: not valid YAML: ");
    }

    @Test
    void prints_no_value() {
        assertThat(good("a: sk-secret").toString()).doesNotContain("sk-secret");
    }

    @Test
    void any_text_is_read_or_refused() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(80); length > 0; length--) {
                text.append(
                        random.nextInt(4) == 0
                                ? (char) random.nextInt(0x10000)
                                : MARKS.charAt(random.nextInt(MARKS.length())));
            }
            YamlDocument document = read(text.toString());
            assertThat(document.faults().isEmpty()
                            || !faults(document).getFirst().isEmpty())
                    .isTrue();
        }
    }

    @Test
    void any_bytes_are_read_or_refused() {
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            assertThat(YamlReader.read("f.yaml", bytes).root()).isNotNull();
        }
    }

    private static YamlDocument read(String text) {
        return YamlReader.read("f.yaml", text.getBytes(UTF_8));
    }

    private static Yaml.Mapping good(String text) {
        YamlDocument document = read(text);
        assertThat(document.faults()).isEmpty();
        return document.root();
    }

    private static List<String> faults(YamlDocument document) {
        return document.faults().stream()
                .map(fault -> fault.place().text() + ": " + fault.message())
                .toList();
    }

    private static Yaml.Scalar scalar(Yaml.Mapping mapping, String key) {
        return (Yaml.Scalar) field(mapping, key).value();
    }

    private static Yaml.Field field(Yaml.Mapping mapping, String key) {
        Map<String, Yaml.Field> fields = mapping.fields();
        assertThat(fields).containsKey(key);
        return fields.getOrDefault(key, new Yaml.Field(line(0), mapping));
    }

    private static Place line(int line) {
        return new Place("f.yaml", line);
    }
}
