package dev.penstock.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A gateway token made while running, as it is kept: enough to recognise it, not enough to use it.
 *
 * @param account the only one it is good in
 * @param gateways where it is good; empty is every gateway of the account
 * @param expiresAt from when on it is refused
 * @param secrets one, or two while a rotation overlaps
 */
public record KeptToken(
        String id,
        String name,
        String account,
        Optional<Set<String>> gateways,
        Optional<Instant> expiresAt,
        List<KeptSecret> secrets) {
    public KeptToken {
        gateways = gateways.map(Set::copyOf);
        secrets = List.copyOf(secrets);
    }

    @Override
    public String toString() {
        return "KeptToken[" + id + "]";
    }

    /**
     * What recognises one of a token's secrets.
     *
     * @param mac HMAC-SHA-256 of the whole token's text
     * @param until from when on it is refused, for the older one of two
     */
    public record KeptSecret(byte[] mac, Optional<Instant> until) {}
}
