package dev.penstock.admin.tokens;

import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.json.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How tokens are shown and described. */
final class TokenSheets {
    private static final Map<String, Object> EVERY_ROLE = Schemas.oneOf("viewer", "member", "admin");
    private static final Map<String, Object> EVERY_TYPE = Schemas.oneOf("management", "run");
    private static final Map<String, Object> SHAPE = shape();
    private static final Map<String, Object> WITH_VALUE = shape("value", Schemas.TEXT);

    static final Map<String, Object> VERIFIED = Schemas.result(Schemas.object(
            "id", Schemas.TEXT, "status", Schemas.oneOf("active"), "expires_on", Schemas.orNull(Schemas.TIME)));

    static final Sheet LIST = Sheet.of("tokens", "List tokens; never what they are", Schemas.page(SHAPE))
            .with(
                    new Sheet.Parameter("type", "Only tokens of this type", EVERY_TYPE),
                    new Sheet.Parameter("page", "From 1", Schemas.WHOLE),
                    new Sheet.Parameter("per_page", "Up to 100", Schemas.WHOLE));
    static final Sheet CREATE = Sheet.of("tokens", "Make a token and show it, once", Schemas.result(WITH_VALUE))
            .taking(Schemas.object(
                    "name",
                    Schemas.TEXT,
                    "type",
                    EVERY_TYPE,
                    "role?",
                    EVERY_ROLE,
                    "gateways?",
                    Schemas.list(Schemas.TEXT),
                    "expires_at?",
                    Schemas.orNull(Schemas.TIME)));
    static final Sheet SHOW = Sheet.of("tokens", "Show a token; never what it is", Schemas.result(SHAPE));
    static final Sheet UPDATE = Sheet.of("tokens", "Name a token, or let it expire", Schemas.result(SHAPE))
            .taking(Schemas.object("name?", Schemas.TEXT, "expires_at?", Schemas.orNull(Schemas.TIME)));
    static final Sheet ROTATE = Sheet.of(
                    "tokens",
                    "Give a token a new secret; the old one stays good for a while",
                    Schemas.result(WITH_VALUE))
            .taking(Schemas.object("overlap_seconds?", Schemas.WHOLE));
    static final Sheet REVOKE =
            Sheet.of("tokens", "End a token at once", Schemas.result(Schemas.object("id", Schemas.TEXT)));

    private TokenSheets() {}

    private static Map<String, Object> shape(Object... more) {
        List<Object> fields = new ArrayList<>(List.of(
                "id", Schemas.TEXT,
                "type", EVERY_TYPE,
                "name", Schemas.TEXT,
                "role", Schemas.orNull(EVERY_ROLE),
                "gateways", Schemas.list(Schemas.TEXT),
                "status", Schemas.oneOf("active", "expired"),
                "declared", Schemas.FLAG,
                "created_on", Schemas.orNull(Schemas.TIME),
                "modified_on", Schemas.orNull(Schemas.TIME),
                "expires_at", Schemas.orNull(Schemas.TIME),
                "last_used_on", Schemas.orNull(Schemas.TIME)));
        fields.addAll(List.of("previous_valid_until", Schemas.orNull(Schemas.TIME)));
        fields.addAll(List.of(more));
        return Schemas.object(fields.toArray());
    }

    static JsonText shown(TokenBook.Entry entry, Optional<Instant> lastUse, Optional<String> secret, Instant now) {
        Token token = entry.token();
        List<Object> fields = new ArrayList<>(List.of(
                "id", token.id(),
                "type", word(token.type()),
                "name", token.name(),
                "role", token.role().map(TokenSheets::word),
                "gateways", token.gateways().isEmpty() ? List.of("*") : token.gateways(),
                "status", TokenBook.status(token, now),
                "declared", entry.document().isEmpty(),
                "created_on", entry.document().map(document -> time(document.createdAt())),
                "modified_on", entry.document().map(document -> time(document.modifiedAt())),
                "expires_at", token.expiresAt().map(Instant::toString)));
        fields.addAll(List.of("last_used_on", lastUse.map(Instant::toString)));
        fields.addAll(List.of(
                "previous_valid_until",
                token.previousUntil().filter(now::isBefore).map(Instant::toString)));
        secret.ifPresent(value -> fields.addAll(List.of("value", value)));
        return JsonText.object(fields.toArray());
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
