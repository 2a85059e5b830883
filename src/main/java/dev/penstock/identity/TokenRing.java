package dev.penstock.identity;

import dev.penstock.call.Principal;
import dev.penstock.call.Scope;
import dev.penstock.config.Settings;
import dev.penstock.config.TokenSettings;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The gateway tokens of one snapshot: those of penstock.yaml and those made while running. A token is found by its id,
 * which is no secret, and known by a hash, compared in constant time; an unknown id costs the same hashes and
 * comparisons as a known one with a wrong secret. No lock, no store, and a malformed token is not even looked up.
 */
public final class TokenRing {
    private final Map<String, Entry> byId;
    private final TokenMac mac;
    private final Comparison comparison;

    TokenRing(Map<String, Entry> byId, TokenMac mac, Comparison comparison) {
        this.byId = byId;
        this.mac = mac;
        this.comparison = comparison;
    }

    /** @param made tokens made while running; one whose id the file has too is the file's */
    public static TokenRing of(Settings settings, List<KeptToken> made, TokenMac mac, LastUse uses) {
        return of(settings, made, mac, uses, MessageDigest::isEqual);
    }

    static TokenRing of(Settings settings, List<KeptToken> made, TokenMac mac, LastUse uses, Comparison comparison) {
        Map<String, Entry> byId = new HashMap<>();
        for (KeptToken token : made) {
            byId.put(token.id(), made(token, uses));
        }
        for (TokenSettings token : settings.tokens()) {
            byId.put(token.id(), declared(token, settings.account(), uses));
        }
        return new TokenRing(Map.copyOf(byId), mac, comparison);
    }

    static Known declared(TokenSettings token, String account, LastUse uses) {
        return new Known(
                new Principal.TokenHolder(token.id(), token.name()),
                account,
                token.gateways(),
                token.expiresAt(),
                List.of(KnownSecret.declared(HexFormat.of().parseHex(token.sha256()))),
                uses.of(token.id()));
    }

    private static Known made(KeptToken token, LastUse uses) {
        return new Known(
                new Principal.TokenHolder(token.id(), Optional.of(token.name())),
                token.account(),
                token.gateways(),
                token.expiresAt(),
                token.secrets().stream().map(KnownSecret::made).toList(),
                uses.of(token.id()));
    }

    /** Who holds this token, if it is good for this scope at this time. */
    public Optional<Principal.TokenHolder> check(String candidate, Scope scope, Instant now) {
        return TokenText.id(candidate).flatMap(id -> check(id, candidate, scope, now));
    }

    private Optional<Principal.TokenHolder> check(String id, String candidate, Scope scope, Instant now) {
        Entry entry = byId.getOrDefault(id, Decoy.ONLY);
        boolean same = isOneOf(entry.secrets(), candidate, now);
        return switch (entry) {
            case Decoy ignored -> Optional.empty();
            case Known known -> {
                if (!same || !known.isGoodFor(scope, now)) {
                    yield Optional.empty();
                }
                LastUse.note(known.lastUse, now);
                yield Optional.of(known.holder);
            }
        };
    }

    /** Whoever shows a secret that was seen before pays for one hash; everybody else for both. */
    private boolean isOneOf(List<KnownSecret> secrets, String candidate, Instant now) {
        byte[] sha256 = TokenText.sha256(candidate);
        for (KnownSecret secret : secrets) {
            if (comparison.isEqual(secret.sha256(), sha256) && secret.isPlainlyKnown()) {
                return !secret.isOverAt(now);
            }
        }
        byte[] hmac = mac.of(candidate);
        for (KnownSecret secret : secrets) {
            if (comparison.isEqual(secret.mac(), hmac) && secret.hasMac()) {
                secret.saw(sha256);
                return !secret.isOverAt(now);
            }
        }
        return false;
    }

    /** Tells whether two hashes are the same, in a time that depends on their length only. */
    interface Comparison {
        boolean isEqual(byte[] expected, byte[] actual);
    }

    /** What a candidate is compared with. */
    sealed interface Entry {
        List<KnownSecret> secrets();
    }

    /**
     * A token there is.
     *
     * @param account the only one it is good in
     * @param gateways empty for every one of the account
     */
    record Known(
            Principal.TokenHolder holder,
            String account,
            Optional<Set<String>> gateways,
            Optional<Instant> expiresAt,
            List<KnownSecret> secrets,
            AtomicLong lastUse)
            implements Entry {
        boolean isGoodFor(Scope scope, Instant now) {
            return scope.account().equals(account)
                    && (expiresAt.isEmpty() || now.isBefore(expiresAt.get()))
                    && (gateways.isEmpty() || gateways.get().contains(scope.gateway()));
        }
    }

    /** Stands in for an id nobody has. */
    record Decoy(List<KnownSecret> secrets) implements Entry {
        static final Decoy ONLY = new Decoy(List.of(KnownSecret.declared(TokenText.sha256("nobody"))));
    }
}
