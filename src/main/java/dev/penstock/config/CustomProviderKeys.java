package dev.penstock.config;

import dev.penstock.call.CustomProvider;
import dev.penstock.call.ExtraHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of an item of "custom_providers". */
final class CustomProviderKeys {
    private static final Key<String> SLUG = Key.required(
            "slug",
            Kinds.matching(CustomProvider.SLUG, "1 to 50 letters, digits and inner hyphens"),
            "Its name in URLs, behind custom-.");
    private static final Key<Optional<String>> NAME =
            Key.optional("name", Kinds.text(1, 100), "the slug", "What you call it.");
    private static final Key<String> BASE_URL = Key.required(
            "base_url",
            Kinds.text(1, 2048),
            "Where it is, an https:// URL; the client's path is put behind it. By http:// it must lie in 'egress.allow'.");
    private static final Key<Boolean> ENABLE = Key.of("enable", Kinds.flag(), true, "Whether it serves calls.");
    private static final Key<Map<String, String>> HEADERS = Key.of(
            "headers",
            new MapKind<>("header", Kinds.text(0, 8192), ExtraHeaders.MOST, findings -> List.of()),
            Map.of(),
            "Header fields put on each request in place of the client's of the same name; values are never printed.");

    static final SectionKind<CustomProviderSettings> SECTION =
            new SectionKind<>(List.of(SLUG, NAME, BASE_URL, ENABLE, HEADERS), CustomProviderKeys::build);

    private CustomProviderKeys() {}

    private static CustomProviderSettings build(Fields fields) {
        Map<String, String> headers = fields.get(HEADERS);
        headers.forEach((name, value) -> ExtraHeaders.problem(name, value)
                .ifPresent(problem -> fields.refuse(HEADERS, "cannot be sent: " + problem)));
        long distinct =
                headers.keySet().stream().map(String::toLowerCase).distinct().count();
        if (distinct < headers.size()) {
            fields.refuse(HEADERS, "names a header twice, in different letters; keep one");
        }
        return new CustomProviderSettings(
                fields.get(SLUG), fields.get(NAME), fields.get(BASE_URL), fields.get(ENABLE), headers);
    }
}
