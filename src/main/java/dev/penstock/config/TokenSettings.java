package dev.penstock.config;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * One gateway token, as the file keeps it: enough to recognise it, not enough to use it.
 *
 * @param id the public part, 16 hexadecimal digits
 * @param sha256 of the whole token's text, 64 hexadecimal digits
 * @param name what the operator calls it
 * @param gateways where it is good; empty is everywhere
 * @param expiresAt from when on it is refused
 */
public record TokenSettings(
        String id, String sha256, Optional<String> name, Optional<Set<String>> gateways, Optional<Instant> expiresAt) {
    public TokenSettings {
        gateways = gateways.map(Set::copyOf);
    }

    public boolean isExpiredAt(Instant now) {
        return expiresAt.map(end -> !now.isBefore(end)).orElse(false);
    }

    @Override
    public String toString() {
        return "TokenSettings[" + id + "]";
    }
}
