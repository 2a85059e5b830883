package dev.penstock.admin.tokens;

import dev.penstock.admin.Holder;
import dev.penstock.admin.Reach;
import dev.penstock.admin.Role;
import dev.penstock.call.Scope;
import dev.penstock.config.ManagementTokenSettings;
import dev.penstock.config.TokenSettings;
import dev.penstock.control.Document;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A token as it is kept: everything but what recognises it.
 *
 * @param account empty for one that reaches the whole installation
 * @param role what a management token may do; nothing for one that makes calls
 * @param gateways those it is good for; empty is every gateway of the account. A management token has at most one.
 * @param previousUntil how long the secret before the last rotation is good; nothing where there is none
 */
record Token(
        String id,
        Type type,
        String name,
        String account,
        Optional<Role> role,
        List<String> gateways,
        Optional<Instant> expiresAt,
        Optional<Instant> previousUntil) {
    /** What a token is for. */
    enum Type {
        /** The management API. */
        MANAGEMENT,
        /** Calls: Cloudflare's permission "AI Gateway: Run". */
        RUN
    }

    Token {
        gateways = List.copyOf(gateways);
        if (type == Type.MANAGEMENT && gateways.size() > 1) {
            throw new IllegalArgumentException("A management token reaches one gateway, or the whole account");
        }
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
                body.at("expires_at").text().map(Instant::parse),
                body.at("previous_until").text().map(Instant::parse));
    }

    /** One of penstock.yaml. */
    static Token declared(ManagementTokenSettings token) {
        return new Token(
                token.id(),
                Type.MANAGEMENT,
                token.name(),
                token.account().orElse(""),
                Optional.of(
                        switch (token.role()) {
                            case VIEWER -> Role.VIEWER;
                            case MEMBER -> Role.MEMBER;
                            case ADMIN -> Role.ADMIN;
                        }),
                token.gateway().stream().toList(),
                token.expiresAt(),
                Optional.empty());
    }

    /** One of penstock.yaml. */
    static Token declared(TokenSettings token, String account) {
        return new Token(
                token.id(),
                Type.RUN,
                token.name().orElse(""),
                account,
                Optional.empty(),
                token.gateways().map(ids -> ids.stream().sorted().toList()).orElse(List.of()),
                token.expiresAt(),
                Optional.empty());
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
                expiresAt.map(Instant::toString),
                "previous_until",
                previousUntil.map(Instant::toString));
        return new Document(key(), JsonTree.read(body.text()), createdAt, modifiedAt);
    }

    Key key() {
        return Key.of(Kind.TOKEN, account, id);
    }

    Token named(String next) {
        return new Token(id, type, next, account, role, gateways, expiresAt, previousUntil);
    }

    Token expiringAt(Optional<Instant> next) {
        return new Token(id, type, name, account, role, gateways, next, previousUntil);
    }

    Token withPreviousUntil(Optional<Instant> next) {
        return new Token(id, type, name, account, role, gateways, expiresAt, next);
    }

    boolean isExpiredAt(Instant now) {
        return expiresAt.map(end -> !now.isBefore(end)).orElse(false);
    }

    /** Whether the secret before the last rotation is still good. */
    boolean overlapsAt(Instant now) {
        return previousUntil.map(now::isBefore).orElse(false);
    }

    /** Whether its holder may do everything everywhere. */
    boolean isAdministrator() {
        return type == Type.MANAGEMENT
                && account.isEmpty()
                && role.filter(Role.ADMIN::equals).isPresent();
    }

    Holder holder() {
        return new Holder(id, name, role.orElse(Role.VIEWER), reach());
    }

    private Reach reach() {
        if (account.isEmpty()) {
            return new Reach.Installation();
        }
        return gateways.isEmpty()
                ? new Reach.Account(account)
                : new Reach.Gateway(new Scope(account, gateways.getFirst()));
    }

    /** Whether whoever reaches so far may see and change it. */
    boolean isWithin(Reach reach) {
        return switch (reach) {
            case Reach.Installation ignored -> true;
            case Reach.Account own -> own.account().equals(account);
            case Reach.Gateway own ->
                own.scope().account().equals(account)
                        && gateways.equals(List.of(own.scope().gateway()));
        };
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
