package dev.penstock.admin.tokens;

import dev.penstock.admin.Holder;
import dev.penstock.admin.Reach;
import dev.penstock.admin.Role;
import dev.penstock.call.Scope;
import dev.penstock.control.Document;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A token as it is kept: everything but what recognises it.
 *
 * @param account empty for one that reaches the whole installation
 * @param role what a management token may do; nothing for one that makes calls
 * @param gateways those it is good for; empty is every gateway of the account
 */
record Token(
        String id,
        Type type,
        String name,
        String account,
        Optional<Role> role,
        List<String> gateways,
        Optional<Instant> expiresAt) {
    /** What a token is for. */
    public enum Type {
        /** The management API. */
        MANAGEMENT,
        /** Calls: Cloudflare's permission "AI Gateway: Run". */
        RUN
    }

    public Token {
        gateways = List.copyOf(gateways);
    }

    static Token of(Document document) {
        JsonTree body = document.body();
        return new Token(
                document.id(),
                Type.valueOf(upper(body.at("type").text().orElseThrow())),
                body.at("name").text().orElse(""),
                document.key().account(),
                body.at("role").text().map(role -> Role.valueOf(upper(role))),
                body.at("gateways").items().stream()
                        .flatMap(item -> item.text().stream())
                        .toList(),
                body.at("expires_at").text().map(Instant::parse));
    }

    Document document(long createdAt, long modifiedAt) {
        JsonText body = JsonText.object(
                "type",
                type.name().toLowerCase(Locale.ROOT),
                "name",
                name,
                "role",
                role.map(one -> one.name().toLowerCase(Locale.ROOT)),
                "gateways",
                gateways,
                "expires_at",
                expiresAt.map(Instant::toString));
        return new Document(
                Key.of(Kind.TOKEN, account, id),
                JsonTree.read(body.text().getBytes(StandardCharsets.UTF_8)),
                createdAt,
                modifiedAt);
    }

    boolean isExpiredAt(Instant now) {
        return expiresAt.map(end -> !now.isBefore(end)).orElse(false);
    }

    Holder holder() {
        return new Holder(id, name, role.orElse(Role.VIEWER), reach());
    }

    private Reach reach() {
        if (account.isEmpty()) {
            return new Reach.Installation();
        }
        return gateways.size() == 1
                ? new Reach.Gateway(new Scope(account, gateways.getFirst()))
                : new Reach.Account(account);
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
