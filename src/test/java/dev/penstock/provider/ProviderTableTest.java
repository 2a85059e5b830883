package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/providers.md says what the folders say. */
class ProviderTableTest {
    private static final Path PAGE = Path.of("docs/providers.md");
    private static final Path FRESH = Path.of("target/providers.md");

    private static final String INTRODUCTION = """
            # Providers

            This page is written from the provider folders; a test fails when it is stale.

            A call goes to `https://<gateway>/v1/<account>/<gateway id>/<provider>/<path>`; the path is joined to the
            provider's base URL as it came. Where both name a version segment (`/v1`), it is kept once. Any method and any
            path is passed on; the calls listed under "metered" are also read for usage, cost and errors. What stands in
            braces is filled in by the caller; where it names a host, only hosts of that provider are accepted.

            An operator may set another base URL for a provider. Then the host is never taken from the path, while the rest
            of the path is mapped as it is here.

            """;

    @Test
    void is_the_page_that_the_folders_write() throws IOException {
        String fresh = page(Providers.load());
        Files.createDirectories(FRESH.getParent());
        Files.writeString(FRESH, fresh);
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("%s is stale: copy %s over it", PAGE, FRESH)
                .isEqualTo(fresh);
    }

    private static String page(Providers providers) {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        page.append("| provider | also called | base URL | credential | path |\n|---|---|---|---|---|\n");
        providers.all().forEach(provider -> page.append(row(provider)));
        page.append("\n## Metered calls\n\nEach is a POST below the provider's name.\n\n");
        page.append("| provider | dialect | paths |\n|---|---|---|\n");
        providers
                .all()
                .forEach(provider -> served(provider)
                        .forEach((dialect, paths) -> page.append("| ")
                                .append(code(provider.slug()))
                                .append(" | ")
                                .append(dialect)
                                .append(" | ")
                                .append(codes(paths))
                                .append(" |\n")));
        List<String> unread = providers.all().stream()
                .filter(provider -> provider.serves().isEmpty())
                .map(Provider::slug)
                .toList();
        return page.append("\nPassed on unread: ")
                .append(codes(unread))
                .append(".\n")
                .toString();
    }

    private static String row(Provider provider) {
        return "| %s | %s | %s | %s | %s |\n"
                .formatted(
                        code(provider.slug()),
                        codes(provider.aliases().stream().sorted().toList()),
                        code(provider.baseUrl()),
                        codes(provider.authSlots().stream()
                                .map(ProviderTableTest::slot)
                                .toList()),
                        codes(provider.pathForms()));
    }

    private static String slot(AuthSlot slot) {
        if (slot.inQuery()) {
            return "?" + slot.name() + "=…";
        }
        return slot.name() + ": " + (slot.scheme().isEmpty() ? "…" : slot.scheme() + " …");
    }

    private static Map<String, List<String>> served(Provider provider) {
        return provider.serves().stream()
                .collect(Collectors.groupingBy(
                        served ->
                                served.dialect().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        LinkedHashMap::new,
                        Collectors.mapping(Served::path, Collectors.toList())));
    }

    private static String codes(List<String> texts) {
        return texts.stream().map(ProviderTableTest::code).collect(Collectors.joining(", "));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
