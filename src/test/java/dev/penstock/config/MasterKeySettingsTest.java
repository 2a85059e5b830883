package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MasterKeySettingsTest {
    @Test
    void takes_each_source_and_older_keys_beside_it() {
        assertThat(Reads.settings("master_key: {file: /run/keys/penstock}")
                        .masterKey()
                        .given())
                .contains(new KeySource.File(Path.of("/run/keys/penstock")));
        assertThat(Reads.settings("master_key: {variable: AI_MASTER_KEY}")
                        .masterKey()
                        .given())
                .contains(new KeySource.Variable("AI_MASTER_KEY"));
        assertThat(Reads.settings("""
                        master_key:
                          command: [pass, show, penstock/master-key]
                          previous:
                            - file: old.key
                            - variable: OLDER
                            - command: [/usr/bin/oldest, ""]
                        """).masterKey())
                .isEqualTo(new MasterKeySettings(
                        Optional.of(new KeySource.Command(List.of("pass", "show", "penstock/master-key"))),
                        Path.of("penstock.key"),
                        List.of(
                                new KeySource.File(Path.of("old.key")),
                                new KeySource.Variable("OLDER"),
                                new KeySource.Command(List.of("/usr/bin/oldest", "")))));
    }

    @Test
    void files_are_looked_for_beside_the_configuration_file(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("penstock.yaml");
        Files.writeString(file, "master_key: {previous: [{file: old.key}, {file: /etc/older.key}]}");

        assertThat(settings(file).masterKey())
                .isEqualTo(new MasterKeySettings(
                        Optional.empty(),
                        folder.resolve("penstock.key"),
                        List.of(
                                new KeySource.File(folder.resolve("old.key")),
                                new KeySource.File(Path.of("/etc/older.key")))));
        Files.writeString(file, "master_key: {file: keys/now.key}");
        assertThat(settings(file).masterKey().given()).contains(new KeySource.File(folder.resolve("keys/now.key")));
    }

    private static Settings settings(Path file) {
        Reading reading = ConfigSource.of(Path.of(""), Optional.of(file), Map.of(), Map.of(), Set.of())
                .read();
        assertThat(reading).isInstanceOf(Reading.Good.class);
        return ((Reading.Good) reading).settings();
    }

    @Test
    void single_sources_are_variables_too_but_lists_are_not() {
        assertThat(Reads.good("", Map.of("PENSTOCK_MASTER_KEY_FILE", "/k"), Map.of())
                        .settings()
                        .masterKey()
                        .given())
                .contains(new KeySource.File(Path.of("/k")));
        assertThat(Reads.problems("", Map.of("PENSTOCK_MASTER_KEY", "x", "PENSTOCK_MASTER_KEY_COMMAND", "y"), Map.of()))
                .hasSize(2)
                .allMatch(problem -> problem.contains("is not a known variable"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{file: a, variable: B}       | 'master_key.variable' stands beside 'file'; give one of them",
                "{variable: B, command: [c]}  | 'master_key.command' stands beside 'variable'; give one of them",
                "{command: []}                | 'master_key.command' names no program",
                "{command: ['']}              | 'master_key.command' names no program",
                "{command: cat}               | 'master_key.command' is a single value; must be a list",
                "{previous: [{}]}             | 'master_key.previous[0].file' is missing; give one of file, variable",
                "{previous: [{command: []}]}  | 'master_key.previous[0].command' names no program",
                "{previous: old.key}          | 'master_key.previous' is a single value; must be a list",
                "{variable: PENSTOCK_KEY}     | not beginning with PENSTOCK_",
                "{variable: 'a b'}            | must be the name of an environment variable",
                "{fiel: x}                    | unknown key 'fiel' in 'master_key'; did you mean 'file'?",
                "secret                       | 'master_key' is a single value; must be a block of keys"
            })
    void refuses_what_does_not_fit(String section, String problem) {
        assertThat(Reads.problems("master_key: " + section))
                .hasSize(1)
                .first()
                .asString()
                .contains(problem);
    }

    @Test
    void a_key_put_where_its_place_belongs_is_refused_and_not_shown() {
        byte[] material = new byte[32];
        new Random(4).nextBytes(material);
        for (String key : List.of(
                Base64.getEncoder().encodeToString(material),
                Base64.getUrlEncoder().withoutPadding().encodeToString(material),
                HexFormat.of().formatHex(material),
                "a" + HexFormat.of().formatHex(material).substring(1))) {
            for (String where : List.of("file", "variable")) {
                for (String shape : List.of("{%s: '%s'}", "{previous: [{%s: '%s'}]}")) {
                    List<String> problems = Reads.problems("master_key: " + shape.formatted(where, key));
                    assertThat(problems).hasSize(1);
                    assertThat(problems.toString()).contains("is not right").doesNotContain(key);
                }
            }
        }
    }

    @Test
    void the_words_of_a_command_are_not_shown() {
        Reading.Good good = Reads.good(
                "master_key: {command: [vault, read, -token=hush], previous: [{command: [cat, hush]}]}",
                Map.of(),
                Map.of());

        assertThat(good.resolved())
                .contains(new Resolved("master_key.command", "•••", "penstock.yaml line 1"))
                .noneMatch(one -> one.value().contains("hush"));
        assertThat(good.settings().toString()).doesNotContain("hush");
        assertThat(Reads.good("").resolved()).contains(new Resolved("master_key.file", "penstock.key", "default"));
    }
}
