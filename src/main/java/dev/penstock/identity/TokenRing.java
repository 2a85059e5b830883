package dev.penstock.identity;

import dev.penstock.call.Principal;
import dev.penstock.call.Scope;
import dev.penstock.config.Settings;
import dev.penstock.config.TokenSettings;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway tokens of one revision of the settings. A token is found by its id, which is no secret, and known by its
 * hash, compared in constant time; an unknown id costs the same hash and the same comparison.
 */
public final class TokenRing {
    private final String account;
    private final Map<String, Entry> byId;
    private final Comparison comparison;

    TokenRing(String account, Map<String, Entry> byId, Comparison comparison) {
        this.account = account;
        this.byId = byId;
        this.comparison = comparison;
    }

    public static TokenRing of(Settings settings) {
        return of(settings, MessageDigest::isEqual);
    }

    static TokenRing of(Settings settings, Comparison comparison) {
        Map<String, Entry> byId = new HashMap<>();
        for (TokenSettings token : settings.tokens()) {
            byId.put(token.id(), new Known(HexFormat.of().parseHex(token.sha256()), token));
        }
        return new TokenRing(settings.account(), Map.copyOf(byId), comparison);
    }

    /** Who holds this token, if it is good for this scope at this time. */
    public Optional<Principal.TokenHolder> check(String candidate, Scope scope, Instant now) {
        return TokenText.id(candidate).flatMap(id -> check(id, candidate, scope, now));
    }

    private Optional<Principal.TokenHolder> check(String id, String candidate, Scope scope, Instant now) {
        Entry entry = byId.getOrDefault(id, Decoy.ONLY);
        boolean same = comparison.isEqual(entry.hash(), TokenText.sha256(candidate));
        return switch (entry) {
            case Decoy ignored -> Optional.empty();
            case Known known ->
                same && isGoodFor(known.token, scope, now)
                        ? Optional.of(new Principal.TokenHolder(id, known.token.name()))
                        : Optional.empty();
        };
    }

    private boolean isGoodFor(TokenSettings token, Scope scope, Instant now) {
        return scope.account().equals(account)
                && !token.isExpiredAt(now)
                && token.gateways().map(ids -> ids.contains(scope.gateway())).orElse(true);
    }

    /** Tells whether two hashes are the same, in a time that depends on their length only. */
    interface Comparison {
        boolean isEqual(byte[] expected, byte[] actual);
    }

    /** What a candidate is compared with. */
    sealed interface Entry {
        byte[] hash();
    }

    /** A token of the settings. */
    record Known(byte[] hash, TokenSettings token) implements Entry {}

    /** Stands in for an id nobody has. */
    record Decoy(byte[] hash) implements Entry {
        static final Decoy ONLY = new Decoy(TokenText.sha256("nobody"));
    }
}
