package dev.penstock.config;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of an item of "tokens". */
final class TokenKeys {
    static final String GATEWAY_ID = "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}";

    private static final Key<String> ID = Key.required(
            "id",
            Kinds.matching("[0-9a-f]{16}", "16 hexadecimal digits, as 'penstock token' prints them"),
            "The public part of the token.");
    private static final Key<String> SHA256 = Key.required(
            "sha256",
            Kinds.matching("[0-9a-f]{64}", "64 hexadecimal digits, as 'penstock token' prints them"),
            "The SHA-256 of the whole token's text.");
    private static final Key<Optional<String>> NAME =
            Key.optional("name", Kinds.text(1, 100), "none", "What you call it; stands in 'penstock check'.");
    private static final Key<Optional<List<String>>> GATEWAYS = Key.optional(
            "gateways",
            ListKind.orOne(Kinds.matching("\\*|" + GATEWAY_ID, "a gateway id of 1 to 64 characters, or \"*\""), 1000),
            "[\"*\"]",
            "The ids of the gateways it is good for; \"*\" is every one.");
    private static final Key<Optional<Instant>> EXPIRES_AT =
            Key.optional("expires_at", instant(), "never", "From when on it is refused.");

    static final SectionKind<TokenSettings> SECTION =
            new SectionKind<>(List.of(ID, SHA256, NAME, GATEWAYS, EXPIRES_AT), TokenKeys::build);

    private TokenKeys() {}

    private static TokenSettings build(Fields fields) {
        Optional<Set<String>> gateways =
                fields.get(GATEWAYS).filter(ids -> !ids.contains("*")).map(Set::copyOf);
        return new TokenSettings(
                fields.get(ID), fields.get(SHA256), fields.get(NAME), gateways, fields.get(EXPIRES_AT));
    }

    static ScalarKind<Instant> instant() {
        return Kinds.parsed(
                "a time as RFC 3339 writes it, such as 2027-01-31T12:00:00Z, or a day, such as 2027-01-31",
                TokenKeys::parseInstant,
                Instant::toString,
                Map.of("type", "string"));
    }

    private static @Nullable Instant parseInstant(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
