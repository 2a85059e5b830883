package dev.penstock.pipeline;

import dev.penstock.call.Headers;
import dev.penstock.call.Principal;
import dev.penstock.policy.limit.CallFacts;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/** What limits ask of a call. */
final class Facts {
    private static final int LONGEST_SESSION = 256;

    private Facts() {}

    static CallFacts of(CallScope scope, Step step) {
        return new CallFacts(
                Objects.requireNonNull(scope.address).scope(),
                Optional.ofNullable(scope.principal).flatMap(Principal::tokenId),
                step.key().alias(),
                step.provider(),
                step.model(),
                scope.metadata(step),
                scope.session(),
                () -> hash(step.body()),
                step.streams());
    }

    /** The run a call belongs to: what its header names, else the trace it is part of (W3C Trace Context, 3.2.2.3). */
    static Optional<String> session(Headers headers, Optional<String> header) {
        return header.flatMap(headers::first)
                .map(String::strip)
                .filter(id -> !id.isEmpty() && id.length() <= LONGEST_SESSION && isPlain(id))
                .or(() -> headers.first("traceparent").flatMap(Facts::trace));
    }

    private static Optional<String> trace(String parent) {
        String[] parts = parent.strip().split("-", 5);
        boolean isTrace = parts.length >= 4 && parts[1].matches("[0-9a-f]{32}") && !parts[1].matches("0*");
        return isTrace ? Optional.of(parts[1]) : Optional.empty();
    }

    private static boolean isPlain(String id) {
        return id.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every JDK has SHA-256", missing);
        }
    }
}
