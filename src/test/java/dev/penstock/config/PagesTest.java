package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Documentation and schema say what the key table says. To write them anew: -Dpenstock.pages=write. */
class PagesTest {
    private static final Path DOC = Path.of("docs/configuration.md");
    private static final Path SCHEMA = Path.of("src/main/resources/penstock.schema.json");
    private static final String BEGIN = "<!-- keys: made from the key table -->\n";
    private static final String END = "<!-- end of keys -->";

    @Test
    void the_documentation_has_every_key_with_its_unit_default_and_since_when_it_acts() throws IOException {
        String page = Files.readString(DOC);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if (isWriting()) {
            Files.writeString(DOC, page.substring(0, begin) + Pages.tables() + "\n" + page.substring(end));
            page = Files.readString(DOC);
            end = page.indexOf(END);
        }

        assertThat(page.substring(begin, end)).isEqualTo(Pages.tables() + "\n");
        for (String path : Pages.keys().keySet()) {
            assertThat(page).contains("| `" + path + "` |");
        }
    }

    @Test
    void the_schema_is_the_one_of_the_key_table() throws IOException {
        if (isWriting()) {
            Files.writeString(SCHEMA, Pages.schema());
        }

        assertThat(Files.readString(SCHEMA)).isEqualTo(Pages.schema());
        JsonNode limits = JsonMapper.shared().readTree(SCHEMA.toFile()).at("/properties/limits/properties/body_bytes");
        assertThat(limits.path("pattern").asString()).isEqualTo(ByteSize.PATTERN);
    }

    @Test
    void the_documentation_names_the_variables_that_follow_no_rule() throws IOException {
        assertThat(Files.readString(DOC)).contains("PENSTOCK_CONFIG", "PENSTOCK_JAVA_HOME", "PENSTOCK_JAVA_OPTS");
    }

    @Test
    void the_keys_that_need_a_restart_are_those_the_settings_hold_fast() {
        List<String> fixed = Pages.keys().entrySet().stream()
                .filter(key -> key.getValue().fixed())
                .map(Map.Entry::getKey)
                .toList();

        assertThat(Settings.fixedKeys()).containsExactlyInAnyOrderElementsOf(fixed);
    }

    @Test
    void every_key_has_a_name_in_small_letters_and_says_what_it_is() {
        Pages.keys().forEach((path, key) -> {
            assertThat(key.says()).as(path).endsWith(".");
            if (!path.endsWith("limitType")) {
                assertThat(key.name()).as(path).isEqualTo(key.name().toLowerCase(Locale.ROOT));
            }
        });
        assertThat(Pages.keys()).hasSizeGreaterThan(90);
    }

    private static boolean isWriting() {
        return "write".equals(System.getProperty("penstock.pages"));
    }
}
