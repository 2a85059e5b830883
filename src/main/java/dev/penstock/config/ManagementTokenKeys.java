package dev.penstock.config;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The keys of an item of "management_tokens". */
final class ManagementTokenKeys {
    private static final Key<String> ID = Key.required(
            "id",
            Kinds.matching("[0-9a-f]{16}", "16 hexadecimal digits, as 'penstock token --management' prints them"),
            "The public part of the token.");
    private static final Key<String> SHA256 = Key.required(
            "sha256",
            Kinds.matching("[0-9a-f]{64}", "64 hexadecimal digits, as 'penstock token --management' prints them"),
            "The SHA-256 of the whole token's text.");
    private static final Key<Optional<String>> NAME =
            Key.optional("name", Kinds.text(1, 100), "its id", "What you call it; stands in the audit trail.");
    private static final Key<ManagementTokenSettings.Role> ROLE = Key.required(
            "role",
            Kinds.oneOf(ManagementTokenSettings.Role.class),
            "What it may do: viewer reads, member changes, admin also handles tokens, keys and accounts.");
    private static final Key<Optional<String>> ACCOUNT = Key.optional(
            "account",
            Kinds.matching(TokenKeys.GATEWAY_ID, "an account id of 1 to 64 characters"),
            "the whole installation",
            "The one account it reaches.");
    private static final Key<Optional<String>> GATEWAY = Key.optional(
            "gateway",
            Kinds.matching(TokenKeys.GATEWAY_ID, "a gateway id of 1 to 64 characters"),
            "every gateway",
            "The one gateway of that account it reaches; needs 'account'.");
    private static final Key<Optional<Instant>> EXPIRES_AT =
            Key.optional("expires_at", TokenKeys.instant(), "never", "From when on it is refused.");

    static final SectionKind<ManagementTokenSettings> SECTION = new SectionKind<>(
            List.of(ID, SHA256, NAME, ROLE, ACCOUNT, GATEWAY, EXPIRES_AT), ManagementTokenKeys::build);

    private ManagementTokenKeys() {}

    private static ManagementTokenSettings build(Fields fields) {
        if (fields.get(GATEWAY).isPresent() && fields.get(ACCOUNT).isEmpty()) {
            fields.refuse(GATEWAY, "needs 'account' beside it: gateways of two accounts may have the same id");
        }
        return new ManagementTokenSettings(
                fields.get(ID),
                fields.get(SHA256),
                fields.get(NAME).orElse(fields.get(ID)),
                fields.get(ROLE),
                fields.get(ACCOUNT),
                fields.get(GATEWAY),
                fields.get(EXPIRES_AT));
    }
}
