package dev.penstock.admin.tokens;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Role;
import dev.penstock.json.JsonTree;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads what is asked about a token, and refuses what is no such thing. */
final class TokenBody {
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Cf}]{1,100}");
    private static final Duration LONGEST_LIFE = Duration.ofDays(36_500);
    private static final int LONGEST_OVERLAP = 30 * 24 * 3_600;
    private static final int USUAL_OVERLAP = 3_600;
    private static final int MOST_GATEWAYS = 1_000;

    private TokenBody() {}

    /** Unknown fields are refused: a misspelt "expires_at" must not make a token that lives for ever. */
    static void refuseOthers(JsonTree body, List<String> known) {
        List<Problem> problems = body.names().stream()
                .filter(name -> !known.contains(name))
                .limit(10)
                .map(name -> Problem.inBody("Unknown field; known are " + String.join(", ", known), name))
                .toList();
        if (!problems.isEmpty()) {
            throw ApiRefused.invalid(problems);
        }
    }

    static Optional<String> name(JsonTree body) {
        if (body.at("name").isAbsent()) {
            return Optional.empty();
        }
        return Optional.of(body.at("name")
                .text()
                .filter(text -> NAME.matcher(text).matches() && !text.isBlank())
                .orElseThrow(() -> wrong("name", "must be a text of 1 to 100 characters on one line")));
    }

    static Token.Type type(JsonTree body) {
        return switch (body.at("type").text().orElse("")) {
            case "run" -> Token.Type.RUN;
            case "management" -> Token.Type.MANAGEMENT;
            default -> throw wrong("type", "must be 'run' or 'management'");
        };
    }

    static Optional<Role> role(JsonTree body, Token.Type type) {
        if (type == Token.Type.RUN) {
            if (!body.at("role").isAbsent()) {
                throw wrong("role", "is for management tokens only");
            }
            return Optional.empty();
        }
        String word = body.at("role").text().orElse("");
        for (Role role : Role.values()) {
            if (role.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(role);
            }
        }
        throw wrong("role", "must be 'viewer', 'member' or 'admin'");
    }

    /**
     * Empty for every one.
     *
     * @param exists whether the account has a gateway of this id
     */
    static List<String> gateways(JsonTree body, Token.Type type, Predicate<String> exists) {
        JsonTree field = body.at("gateways");
        if (field.isAbsent()) {
            return List.of();
        }
        List<String> ids = new ArrayList<>();
        for (JsonTree item : field.items()) {
            ids.add(item.text().orElse(""));
        }
        if (!field.isArray() || ids.isEmpty() || ids.size() > MOST_GATEWAYS) {
            throw wrong(
                    "gateways", "must be a list of 1 to " + MOST_GATEWAYS + " gateway ids, or [\"*\"] for every one");
        }
        if (ids.equals(List.of("*"))) {
            return List.of();
        }
        ids.stream().filter(exists.negate()).findFirst().ifPresent(id -> {
            throw wrong("gateways", "names a gateway this account does not have");
        });
        if (type == Token.Type.MANAGEMENT && ids.size() > 1) {
            throw wrong("gateways", "may name one gateway of a management token, or [\"*\"] for the whole account");
        }
        return ids.stream().distinct().sorted().toList();
    }

    /** A time to come, or nothing for null and where it is absent. */
    static Optional<Instant> expiresAt(JsonTree body, Instant now) {
        JsonTree field = body.at("expires_at");
        if (field.isAbsent()) {
            return Optional.empty();
        }
        Instant end = field.text().flatMap(TokenBody::time).orElseThrow(TokenBody::noTime);
        if (!end.isAfter(now) || end.isAfter(now.plus(LONGEST_LIFE))) {
            throw wrong("expires_at", "must be in the future, at most 36500 days from now");
        }
        return Optional.of(end);
    }

    private static ApiRefused noTime() {
        return wrong("expires_at", "must be a time such as 2027-01-31T12:00:00Z, a day such as 2027-01-31, or null");
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(
                    text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    static Duration overlap(JsonTree body) {
        JsonTree field = body.at("overlap_seconds");
        long seconds = field.isAbsent() ? USUAL_OVERLAP : field.whole().orElse(-1);
        if (seconds < 0 || seconds > LONGEST_OVERLAP) {
            throw wrong("overlap_seconds", "must be a whole number from 0 to " + LONGEST_OVERLAP);
        }
        return Duration.ofSeconds(seconds);
    }

    private static ApiRefused wrong(String field, String must) {
        return ApiRefused.invalid(Problem.inBody("'" + field + "' " + must, field));
    }
}
