package dev.penstock.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.json.YamlReader;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads settings out of a text, as if it were the file. */
final class Reads {
    static final Set<String> PROVIDERS = Set.of("openai", "anthropic", "google-ai-studio");

    private Reads() {}

    static Reading read(String yaml, Map<String, String> environment, Map<String, String> options) {
        return new SettingsReader(PROVIDERS)
                .read(YamlReader.read("penstock.yaml", yaml.getBytes(UTF_8)), environment, options);
    }

    static Reading.Good good(String yaml) {
        return good(yaml, Map.of(), Map.of());
    }

    static Reading.Good good(String yaml, Map<String, String> environment, Map<String, String> options) {
        Reading reading = read(yaml, environment, options);
        assertThat(reading).isInstanceOf(Reading.Good.class);
        return (Reading.Good) reading;
    }

    static Settings settings(String yaml) {
        return good(yaml).settings();
    }

    static List<String> problems(String yaml) {
        return problems(yaml, Map.of(), Map.of());
    }

    static List<String> problems(String yaml, Map<String, String> environment, Map<String, String> options) {
        return switch (read(yaml, environment, options)) {
            case Reading.Bad bad -> bad.problems();
            case Reading.Good ignored -> List.of();
        };
    }
}
