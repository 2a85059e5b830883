package dev.penstock.config;

import java.time.Instant;
import java.util.Optional;

/**
 * One management token, as the file keeps it: enough to recognise it, not enough to use it.
 *
 * @param id the public part, 16 hexadecimal digits
 * @param sha256 of the whole token's text, 64 hexadecimal digits
 * @param name what the operator calls it
 * @param account the account it reaches; empty is the whole installation
 * @param gateway the one gateway of that account it reaches; empty is every one
 * @param expiresAt from when on it is refused
 */
public record ManagementTokenSettings(
        String id,
        String sha256,
        String name,
        Role role,
        Optional<String> account,
        Optional<String> gateway,
        Optional<Instant> expiresAt) {
    /** What it may do; each can do what the one before it can. */
    public enum Role {
        VIEWER,
        MEMBER,
        ADMIN
    }

    @Override
    public String toString() {
        return "ManagementTokenSettings[" + id + "]";
    }
}
