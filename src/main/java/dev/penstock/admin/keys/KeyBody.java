package dev.penstock.admin.keys;

import dev.penstock.admin.Problem;
import dev.penstock.call.Secret;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a body says. */
record KeyBody(
        String provider,
        String alias,
        Optional<Boolean> isDefault,
        Optional<Secret> secret,
        Optional<Long> rateLimit,
        Optional<Long> ratePeriod,
        List<Problem> problems) {
    private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}";
    private static final int LONGEST = 64 << 10;

    static KeyBody creating(JsonTree body) {
        List<Problem> problems = new ArrayList<>();
        String provider = name(body, "provider_slug", problems);
        String alias = body.at("alias").isAbsent() ? "default" : name(body, "alias", problems);
        Optional<Secret> secret = secret(body, problems);
        if (secret.isEmpty()
                && problems.stream().noneMatch(problem -> problem.path().contains("secret"))) {
            problems.add(Problem.inBody(
                    "'secret' is missing: the key itself has to be given; secrets of another store cannot be named",
                    "secret"));
        }
        return rest(body, provider, alias, secret, problems);
    }

    static KeyBody replacing(JsonTree body) {
        List<Problem> problems = new ArrayList<>();
        return rest(body, "", "", secret(body, problems), problems);
    }

    private static KeyBody rest(
            JsonTree body, String provider, String alias, Optional<Secret> secret, List<Problem> problems) {
        JsonTree isDefault = body.at("default_config");
        if (!isDefault.isAbsent() && isDefault.flag().isEmpty()) {
            problems.add(Problem.inBody("'default_config' must be true or false", "default_config"));
        }
        return new KeyBody(
                provider,
                alias,
                isDefault.flag(),
                secret,
                whole(body, "rate_limit", problems),
                whole(body, "rate_limit_period", problems),
                problems);
    }

    private static String name(JsonTree body, String field, List<Problem> problems) {
        String text = body.at(field).text().orElse("");
        if (!text.matches(NAME)) {
            problems.add(Problem.inBody("'" + field + "' must be 1 to 64 letters, digits, '.', '_' or '-'", field));
        }
        return text;
    }

    private static Optional<Secret> secret(JsonTree body, List<Problem> problems) {
        JsonTree given = body.at("secret");
        if (given.isAbsent()) {
            return Optional.empty();
        }
        Optional<String> text = given.isObject() ? Optional.of(given.toString()) : given.text();
        Optional<String> good = text.map(String::strip).filter(t -> !t.isEmpty() && t.length() <= LONGEST);
        if (good.isEmpty()) {
            problems.add(Problem.inBody("'secret' must be a text of 1 to " + LONGEST + " characters", "secret"));
        }
        return good.map(Secret::new);
    }

    private static Optional<Long> whole(JsonTree body, String field, List<Problem> problems) {
        JsonTree given = body.at(field);
        if (given.isAbsent()) {
            return Optional.empty();
        }
        long number = given.whole().orElse(-1);
        if (number < 0 || number > Integer.MAX_VALUE) {
            problems.add(
                    Problem.inBody("'" + field + "' must be a whole number from 0 to " + Integer.MAX_VALUE, field));
        }
        return Optional.of(number);
    }
}
