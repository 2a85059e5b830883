package dev.penstock.provider;

import dev.penstock.call.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of a folder's {@code routes.txt}: method, path below the slug, expected URL, dialect, model and whether the path
 * streams ("-" for nothing), then options {@code base=}, {@code account=} and {@code header=name:value}. "refused" stands
 * in place of what is expected where the call must be refused with 400.
 */
record RouteLine(String text, ProviderRequest request, boolean isRefused, List<String> expected) {
    static List<RouteLine> of(Provider provider) {
        List<RouteLine> lines = new ArrayList<>();
        for (String line : read(provider).lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(parse(line, provider));
            }
        }
        return lines;
    }

    private static RouteLine parse(String line, Provider provider) {
        List<String> words = List.of(line.trim().split(" +", -1));
        boolean isRefused = words.get(2).equals("refused");
        int options = isRefused ? 3 : 6;
        String account = "acc";
        Optional<String> base = Optional.empty();
        Headers.Builder headers = Headers.builder();
        for (String option : words.subList(options, words.size())) {
            String value = option.substring(option.indexOf('=') + 1);
            switch (option.substring(0, option.indexOf('='))) {
                case "base" -> base = Optional.of(value);
                case "account" -> account = value;
                case "header" ->
                    headers.add(value.substring(0, value.indexOf(':')), value.substring(value.indexOf(':') + 1));
                default -> throw new IllegalArgumentException("Unknown option " + option);
            }
        }
        String target = words.get(1).equals("-") ? "" : words.get(1);
        int question = target.indexOf('?');
        ProviderRequest request = new ProviderRequest(
                account,
                words.get(0),
                question < 0 ? target : target.substring(0, question),
                question < 0 ? Optional.empty() : Optional.of(target.substring(question + 1)),
                headers.build(),
                base.orElse(provider.baseUrl()),
                base.isPresent());
        return new RouteLine(line, request, isRefused, words.subList(2, options));
    }

    private static String read(Provider provider) {
        try (InputStream lines = provider.getClass().getResourceAsStream("routes.txt")) {
            if (lines == null) {
                throw new AssertionError(
                        "The folder of " + provider.slug() + " has no routes.txt in its test resources");
            }
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
