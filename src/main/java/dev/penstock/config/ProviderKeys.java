package dev.penstock.config;

import dev.penstock.call.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The keys of an item of "providers". */
final class ProviderKeys {
    private static final int LONGEST = 65_536;

    private static final Key<Optional<String>> BASE_URL = Key.optional(
            "base_url", Urls.kind(), "the provider's own", "The address used in place of the provider's own.");
    private static final Key<String> URL = Key.required("url", Urls.kind(), "The address.");
    private static final Key<Integer> WEIGHT =
            Key.of("weight", Kinds.whole(1, 1000), 1, "Its share of the calls, where they are shared by weight.");
    private static final SectionKind<BaseAddress> WEIGHTED =
            new SectionKind<>(List.of(URL, WEIGHT), fields -> new BaseAddress(fields.get(URL), fields.get(WEIGHT)));
    private static final Key<List<BaseAddress>> BASE_URLS = Key.of(
            "base_urls",
            ListKind.of(
                    new TextOrBlockKind<>(
                            Kinds.parsed(
                                    Urls.kind().must(),
                                    text -> Optional.ofNullable(Urls.parse(text))
                                            .map(BaseAddress::of)
                                            .orElse(null),
                                    BaseAddress::url,
                                    Urls.kind().schema()),
                            WEIGHTED),
                    16),
            List.of(),
            "Several addresses that are equals, in place of one base_url; which of them a call is sent to is the"
                    + " gateway's routing.strategy.");
    private static final Key<Optional<String>> AUTH_URL = Key.optional(
            "auth_url",
            Urls.kind(),
            "the provider's own",
            "The address of the service access tokens are bought from, where the provider has one (Vertex).");

    private static final Key<Optional<String>> VARIABLE = Key.optional(
            "variable",
            Kinds.matching("[A-Za-z_][A-Za-z0-9_]{0,127}", "the name of an environment variable"),
            "none",
            "The environment variable that holds it.");
    private static final Key<Optional<String>> FILE = Key.optional(
            "file", Kinds.text(1, 4096), "none", "The file that holds it and nothing else; read with the settings.");
    private static final SectionKind<Secret> WHERE = new SectionKind<>(List.of(VARIABLE, FILE), ProviderKeys::secret);
    private static final Key<Optional<Secret>> MANAGED_KEY = Key.optional(
            "managed_key",
            new TextOrBlockKind<>(
                    Kinds.parsed(
                            "a key, as the provider takes it",
                            text -> text.isBlank() || text.length() > LONGEST ? null : new Secret(text.strip()),
                            Secret::toString,
                            Kinds.schema("type", "string")),
                    WHERE),
            "none",
            "Your own key, for calls that bring none and have none stored; as it is, or where it lies.");

    static final SectionKind<ProviderSettings> SECTION = new SectionKind<>(
            List.of(BASE_URL, BASE_URLS, AUTH_URL, MANAGED_KEY),
            fields -> new ProviderSettings(addresses(fields), fields.get(AUTH_URL), fields.get(MANAGED_KEY)));

    private ProviderKeys() {}

    private static List<BaseAddress> addresses(Fields fields) {
        Optional<String> one = fields.get(BASE_URL);
        List<BaseAddress> several = fields.get(BASE_URLS);
        if (one.isPresent() && !several.isEmpty()) {
            fields.refuse(BASE_URLS, "and 'base_url' are both given; give one of them");
        }
        if (several.stream().map(BaseAddress::url).distinct().count() < several.size()) {
            fields.refuse(BASE_URLS, "names an address twice; give its weight instead");
        }
        return one.map(url -> List.of(BaseAddress.of(url))).orElse(several);
    }

    /** Where it cannot be had a problem is noted, so what is returned then is used by nobody. */
    private static Secret secret(Fields fields) {
        Optional<String> variable = fields.get(VARIABLE);
        Optional<String> file = fields.get(FILE);
        if (variable.isPresent() == file.isPresent()) {
            fields.refuse(VARIABLE, "and 'file' are both given, or both missing; give one of them");
            return new Secret("");
        }
        String text = variable.map(name -> ofVariable(fields, name))
                .orElseGet(() -> ofFile(fields, file.orElse("")))
                .strip();
        return new Secret(text);
    }

    private static String ofVariable(Fields fields, String name) {
        String value = fields.variable(name).orElse("");
        if (value.isBlank()) {
            fields.refuse(VARIABLE, "is " + name + ", which is not set; set it, or take the key away");
        }
        return value;
    }

    private static String ofFile(Fields fields, String name) {
        try (InputStream stream = Files.newInputStream(Path.of(name))) {
            byte[] bytes = stream.readNBytes(LONGEST + 1);
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (bytes.length > LONGEST || text.isBlank()) {
                fields.refuse(FILE, "names a file that is empty or larger than " + LONGEST + " bytes");
            }
            return text;
        } catch (IOException | InvalidPathException e) {
            fields.refuse(
                    FILE, "names a file that cannot be read (" + e.getClass().getSimpleName() + ")");
            return "";
        }
    }
}
