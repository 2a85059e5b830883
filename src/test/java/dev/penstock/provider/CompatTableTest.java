package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/compat.md says which folders take calls of OpenAI's shape, and where. To write it anew: -Dpenstock.pages=write. */
class CompatTableTest {
    private static final Path PAGE = Path.of("docs/compat.md");
    private static final String BEGIN = "<!-- providers: made from the provider folders -->\n";
    private static final String END = "<!-- end of providers -->";
    private static final Providers PROVIDERS = Providers.load();

    @Test
    void the_page_says_what_the_folders_say() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        if ("write".equals(System.getProperty("penstock.pages"))) {
            Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(page.indexOf(END)));
            page = Files.readString(PAGE);
        }

        assertThat(page.substring(begin, page.indexOf(END))).isEqualTo(table());
    }

    private static String table() {
        StringBuilder table =
                new StringBuilder("| model | chat | completions | embeddings | responses |\n|---|---|---|---|---|\n");
        PROVIDERS.all().stream()
                .filter(provider -> !provider.openAi().paths().isEmpty())
                .forEach(provider -> table.append(row(provider)));
        String without = PROVIDERS.all().stream()
                .filter(provider -> provider.openAi().paths().isEmpty())
                .map(provider -> "`" + provider.slug() + "`")
                .collect(Collectors.joining(", "));
        return table.append("\nWithout an API of this shape: ")
                .append(without)
                .append(".\n")
                .toString();
    }

    private static String row(Provider provider) {
        OpenAiPaths paths = provider.openAi();
        String places = Arrays.stream(OpenAiCall.values())
                .map(call -> paths.path(call).map(path -> "`" + path + "`").orElse(""))
                .collect(Collectors.joining(" | "));
        return "| %s | %s |\n".formatted(model(provider), places);
    }

    private static String model(Provider provider) {
        OpenAiPaths paths = provider.openAi();
        String model = paths.modelSegments() == 1 ? "{model}" : "{publisher}/{model}";
        String alone = "`" + provider.slug() + "/" + model + "`";
        if (paths.parts().isEmpty()) {
            return alone;
        }
        String parts =
                paths.parts().stream().map(part -> "{" + part.name() + "}").collect(Collectors.joining("/"));
        return alone + ", `" + provider.slug() + "/" + parts + "/" + model + "`";
    }
}
