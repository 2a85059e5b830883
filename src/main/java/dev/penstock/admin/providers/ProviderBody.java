package dev.penstock.admin.providers;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.call.CustomProvider;
import dev.penstock.config.GatewayBody;
import dev.penstock.egress.EgressGuard;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the body of a custom provider, and tells everything that is wrong with it at once. */
final class ProviderBody {
    /** Cloudflare's code for a base URL that cannot be used. */
    private static final int BASE_URL = 1002;

    private static final Set<String> FIELDS = Set.of(
            "name",
            "slug",
            "base_url",
            "description",
            "link",
            "enable",
            "beta",
            "curl_example",
            "js_example",
            "headers",
            "position");
    private static final Set<String> READ_ONLY =
            Set.of("id", "logo", "account_id", "account_tag", "created_at", "modified_at", "declared");

    private final JsonTree body;
    private final Optional<KeptProvider> before;
    private final EgressGuard guard;
    private final List<Problem> problems = new ArrayList<>();

    /** @param before as it is now; nothing for a new one */
    ProviderBody(JsonTree body, Optional<KeptProvider> before, EgressGuard guard) {
        this.body = body;
        this.before = before;
        this.guard = guard;
    }

    /**
     * What it comes to.
     *
     * @param headers the text with all values; empty for no fields
     */
    record Read(KeptProvider provider, String headers) {}

    Read read(String account, String id, String keptHeaders, long createdAt, long now) {
        body.names().stream()
                .filter(name -> !FIELDS.contains(name) && !READ_ONLY.contains(name))
                .forEach(name -> problem(name, "Unknown field; known are " + String.join(", ", sorted())));
        String name = required("name", 100, before.map(KeptProvider::name));
        String slug = slug();
        String baseUrl = baseUrl();
        String headers = headers(keptHeaders, baseUrl);
        KeptProvider provider = new KeptProvider(
                account,
                id,
                name,
                slug,
                baseUrl,
                text("description", 1000, before.flatMap(KeptProvider::description)),
                text("link", 2048, before.flatMap(KeptProvider::link)),
                flag("enable", before.map(KeptProvider::enable)),
                flag("beta", before.map(KeptProvider::beta)),
                text("curl_example", 10_000, before.flatMap(KeptProvider::curlExample)),
                text("js_example", 10_000, before.flatMap(KeptProvider::jsExample)),
                SecretHeaders.masked(headers),
                position(),
                false,
                createdAt,
                now);
        if (!problems.isEmpty()) {
            throw ApiRefused.invalid(problems);
        }
        return new Read(provider, headers);
    }

    private static List<String> sorted() {
        return FIELDS.stream().sorted().toList();
    }

    private String slug() {
        JsonTree given = body.at("slug");
        if (given.isMissing() && before.isPresent()) {
            return before.get().slug();
        }
        String slug = given.text().orElse("");
        if (!slug.matches(CustomProvider.SLUG)) {
            problem("slug", "'slug' must be 1 to 50 letters, digits and inner hyphens");
        }
        return slug;
    }

    private String baseUrl() {
        JsonTree given = body.at("base_url");
        if (given.isMissing() && before.isPresent()) {
            return before.get().baseUrl();
        }
        String url = given.text().orElse("");
        Optional<EgressGuard.Problem> wrong = guard.checkBase(url);
        wrong.ifPresent(problem -> {
            boolean isWeb = url.startsWith("https://") && problem.kind() != EgressGuard.Problem.Kind.IN_CLEAR;
            String message = isWeb ? problem.message() : EgressGuard.NOT_HTTPS;
            problems.add(new Problem(BASE_URL, message, List.of("body", "base_url")));
        });
        return url;
    }

    private String headers(String kept, String baseUrl) {
        JsonTree given = body.at("headers");
        boolean moves = before.isPresent() && !before.get().baseUrl().equals(baseUrl);
        if (moves
                && !kept.isEmpty()
                && (given.isMissing() || given.text().orElse("").contains(GatewayBody.MASK))) {
            problem(
                    "headers",
                    "'headers' must be given again, with values, when 'base_url' changes: what was given for one address is"
                            + " not sent to another");
            return "";
        }
        if (given.isMissing()) {
            return kept;
        }
        if (given.isNull()) {
            return "";
        }
        if (given.text().isEmpty()) {
            problem("headers", "'headers' must be a JSON object of texts, written as a string");
            return "";
        }
        return switch (SecretHeaders.read(given.text().get(), kept)) {
            case SecretHeaders.Result.Good good -> good.text();
            case SecretHeaders.Result.Bad bad -> {
                problem("headers", bad.message());
                yield "";
            }
        };
    }

    private String required(String name, int most, Optional<String> now) {
        JsonTree given = body.at(name);
        if (given.isMissing() && now.isPresent()) {
            return now.get();
        }
        String text = given.text().orElse("");
        if (text.isBlank() || text.length() > most) {
            problem(name, "'" + name + "' must be a text of 1 to " + most + " characters");
        }
        return text;
    }

    private Optional<String> text(String name, int most, Optional<String> now) {
        JsonTree given = body.at(name);
        if (given.isMissing()) {
            return now;
        }
        Optional<String> text = given.text();
        if (!given.isNull() && text.filter(value -> value.length() <= most).isEmpty()) {
            problem(name, "'" + name + "' must be a text of at most " + most + " characters");
        }
        return text.filter(value -> !value.isEmpty());
    }

    private boolean flag(String name, Optional<Boolean> now) {
        JsonTree given = body.at(name);
        if (given.isMissing()) {
            return now.orElse(false);
        }
        if (!given.isNull() && given.flag().isEmpty()) {
            problem(name, "'" + name + "' must be true or false");
        }
        return given.isTrue();
    }

    private long position() {
        JsonTree given = body.at("position");
        if (given.isMissing()) {
            return before.map(KeptProvider::position).orElse(0L);
        }
        long position = given.whole().orElse(0);
        if (!given.isNull() && (given.whole().isEmpty() || Math.abs(position) > 1_000_000)) {
            problem("position", "'position' must be a whole number from -1000000 to 1000000");
        }
        return position;
    }

    private void problem(String field, String message) {
        problems.add(Problem.inBody(message, field));
    }
}
