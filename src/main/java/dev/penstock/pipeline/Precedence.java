package dev.penstock.pipeline;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Codes;
import dev.penstock.call.Credential;
import dev.penstock.call.Principal;
import dev.penstock.call.Refusal;
import dev.penstock.call.Scope;
import dev.penstock.call.StoredKey;
import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.PathText;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which credential a call shows to its provider: the request's own; else the stored key it names, or the gateway's
 * default one; else the operator's, unless the gateway or the request forbids it; else none. Pure.
 */
final class Precedence {
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Snapshot snapshot;
    private final Scope scope;
    private final boolean byokOnly;
    private final boolean anyKey;

    Precedence(Snapshot snapshot, Scope scope, boolean byokOnly) {
        this(snapshot, scope, byokOnly, false);
    }

    /** @param anyKey whether any stored key may serve a call that names none, not the default one alone */
    Precedence(Snapshot snapshot, Scope scope, boolean byokOnly, boolean anyKey) {
        this.snapshot = snapshot;
        this.scope = scope;
        this.byokOnly = byokOnly;
        this.anyKey = anyKey;
    }

    /** @throws CallRefused 400 where the key that is named is not there, or a key is insisted on and there is none */
    KeyChoice choose(Seat seat, Wish wish, CallOptions options) {
        if (brings(seat, wish)) {
            return KeyChoice.Brought.ONLY;
        }
        String provider = seat.provider().slug();
        boolean isTrusted = isTrusted(wish.admitted().principal());
        Optional<StoredKey> stored = isTrusted ? stored(provider, options.byokAlias()) : Optional.empty();
        if (stored.isPresent()) {
            return new KeyChoice.Kept(stored.get(), Credential.STORED, seat, wish.rest());
        }
        if (options.byokAlias().isPresent()) {
            throw noSuchKey(provider, options.byokAlias().get());
        }
        boolean isOwnOnly = byokOnly || options.noWholesale().orElse(false);
        Optional<StoredKey> managed =
                isTrusted && !isOwnOnly ? snapshot.keys().managed(scope, provider) : Optional.empty();
        if (managed.isPresent()) {
            return new KeyChoice.Kept(managed.get(), Credential.MANAGED, seat, wish.rest());
        }
        if (isOwnOnly && seat.provider().needsKey()) {
            throw noKey(provider);
        }
        return KeyChoice.Nothing.ONLY;
    }

    private Optional<StoredKey> stored(String provider, Optional<String> alias) {
        Optional<StoredKey> meant = snapshot.keys().stored(scope, provider, alias);
        return meant.isEmpty() && alias.isEmpty() && anyKey
                ? snapshot.keys().all(scope, provider).stream().findFirst()
                : meant;
    }

    /** A kept key serves who has shown a token. Who has shown none is served only while nobody but this machine can call. */
    private boolean isTrusted(Principal principal) {
        return switch (principal) {
            case Principal.TokenHolder holder -> true;
            case Principal.LocalCaller local -> snapshot.onLoopback();
        };
    }

    /** Anything but emptiness in a place of the provider's, unless it was one of our tokens. */
    private static boolean brings(Seat seat, Wish wish) {
        // Loops, not streams: every call comes through here.
        for (AuthSlot slot : seat.provider().authSlots()) {
            boolean isFilled = slot.inQuery()
                    ? wish.query().isPresent() && isFilled(wish.query().get(), slot.name())
                    : wish.headers().has(slot.name()) && isFilled(seat, wish, slot.name());
            if (isFilled) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFilled(Seat seat, Wish wish, String header) {
        if (wish.admitted().isOurs(header)) {
            return false;
        }
        for (String value : wish.headers().all(header)) {
            String text = value.strip();
            if (!text.isEmpty() && !isScheme(seat, header, text)) {
                return true;
            }
        }
        return false;
    }

    /** A scheme with nothing after it is what clients send that have no key. */
    private static boolean isScheme(Seat seat, String header, String text) {
        for (AuthSlot slot : seat.provider().authSlots()) {
            if (slot.name().equalsIgnoreCase(header) && text.equalsIgnoreCase(slot.scheme())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFilled(String query, String name) {
        for (String pair : query.split("&", -1)) {
            if (isNamed(pair, name) && pair.indexOf('=') >= 0 && pair.indexOf('=') < pair.length() - 1) {
                return true;
            }
        }
        return false;
    }

    /** Whether a name=value pair is the parameter of that name, however its name is spelled. */
    static boolean isNamed(String pair, String name) {
        int equals = pair.indexOf('=');
        String written = equals < 0 ? pair : pair.substring(0, equals);
        return written.equals(name)
                || (written.indexOf('%') >= 0 && PathText.decoded(written).equals(name));
    }

    private static CallRefused noSuchKey(String provider, String alias) {
        // What does not look like an alias may be a key in the wrong header.
        String shown = ALIAS.matcher(alias).matches()
                ? "'" + alias + "'"
                : "the " + alias.length() + " characters in cf-aig-byok-alias";
        return Refusal.of(
                        400,
                        Codes.NO_CREDENTIAL,
                        "This gateway has no stored key of " + provider + " called " + shown
                                + " for this caller; store it, or name one there is")
                .thrown();
    }

    private static CallRefused noKey(String provider) {
        return Refusal.of(
                        400,
                        Codes.NO_CREDENTIAL,
                        "This call brings no key of " + provider + ", the gateway has no stored one for it, and the"
                                + " operator's own may not be used (byok_only, or cf-aig-no-wholesale); send or store one")
                .thrown();
    }
}
