package dev.penstock.identity;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One secret of one token, for as long as one snapshot lives. It is known by its HMAC; once that was seen to fit, by the
 * SHA-256 of the text too, so that only the first call of a snapshot pays for the HMAC.
 */
final class KnownSecret {
    private static final byte[] NOTHING = new byte[32];

    private final byte[] mac;
    private final boolean hasMac;
    private final Optional<Instant> until;

    /** Written by whichever loop sees the secret first; all would write the same. */
    private volatile byte @Nullable [] sha256;

    private KnownSecret(byte[] mac, boolean hasMac, byte @Nullable [] sha256, Optional<Instant> until) {
        this.mac = mac;
        this.hasMac = hasMac;
        this.sha256 = sha256;
        this.until = until;
    }

    /** As penstock.yaml keeps it. */
    static KnownSecret declared(byte[] sha256) {
        return new KnownSecret(NOTHING, false, sha256, Optional.empty());
    }

    /** As the control store keeps it. */
    static KnownSecret made(KeptToken.KeptSecret kept) {
        return new KnownSecret(kept.mac(), true, null, kept.until());
    }

    /** What the SHA-256 of a candidate is compared with. */
    byte[] sha256() {
        byte[] seen = sha256;
        return seen == null ? NOTHING : seen;
    }

    /** What the HMAC of a candidate is compared with. */
    byte[] mac() {
        return mac;
    }

    boolean isPlainlyKnown() {
        return sha256 != null;
    }

    /** A declared secret has none that could fit. */
    boolean hasMac() {
        return hasMac;
    }

    void saw(byte[] candidate) {
        sha256 = candidate;
    }

    boolean isOverAt(Instant now) {
        return until.isPresent() && !now.isBefore(until.get());
    }
}
