package dev.penstock.dialect;

import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads what an upstream's error says as a class of failure. Pure; none of the upstream's own words goes into it, since
 * they may quote a key or a prompt. The status decides as a rule; what is told beside it decides where providers are
 * known to use a status for something else.
 */
public final class FailureReading {
    /** How much of an error's body is read. */
    public static final int MOST_BODY = 64 * 1024;

    private FailureReading() {}

    /**
     * The failure an answer tells that is no 2xx.
     *
     * @param body as much of it as came, unpacked; read up to {@link #MOST_BODY}
     * @param now for times that are told as dates
     */
    public static Failure of(int status, Headers headers, byte[] body, Instant now) {
        ErrorSigns signs = ErrorSigns.of(body, 0, Math.min(body.length, MOST_BODY));
        // "ValidationException:http://internal.amazon.com/…"
        headers.first("x-amzn-errortype").map(type -> type.split(":", 2)[0]).ifPresent(signs::word);
        Failure told = told(status, signs, headers, now);
        return headers.first("x-should-retry")
                .map(wish -> wished(wish.strip(), told, RetryDelay.of(headers, signs, now)))
                .orElse(told);
    }

    /**
     * The failure an answer tells in its own events, or in a 200 body, which is known to be an error.
     *
     * @param type the event's type, "" where it has none
     */
    static Failure inBand(String type, byte[] error, int from, int length, Instant now) {
        ErrorSigns signs = ErrorSigns.of(error, from, Math.min(length, MOST_BODY));
        signs.word(type);
        if (signs.status().isPresent() && !signs.mean(ErrorKind.MODEL_SLIPPED)) {
            return told(signs.status().getAsInt(), signs, Headers.EMPTY, now);
        }
        for (ErrorKind kind : ErrorKind.values()) {
            if (signs.mean(kind)) {
                return inBand(kind, RetryDelay.of(Headers.EMPTY, signs, now));
            }
        }
        return new Failure.InBand("the answer told an error of its own before any content");
    }

    private static Failure inBand(ErrorKind kind, Optional<Duration> after) {
        int status = kind.status();
        return switch (kind) {
            case QUOTA -> new Failure.QuotaExhausted(status);
            case CREDENTIAL -> new Failure.CredentialRejected(status);
            case THROTTLED -> new Failure.Throttled(status, after);
            case CONTENT, SIZE, INVALID -> new Failure.Rejected(status);
            case OVERLOADED, OVERLOADED_ANTHROPIC, TIMEOUT, FAILED -> new Failure.ServerError(status, after);
            case MODEL_SLIPPED -> new Failure.InBand("the model called a tool in a way that does not fit its schema");
        };
    }

    private static Failure told(int status, ErrorSigns signs, Headers headers, Instant now) {
        if (status >= 500) {
            return new Failure.ServerError(status, RetryDelay.of(headers, signs, now));
        }
        if (status < 400) {
            return new Failure.Rejected(status);
        }
        if (status == 402 || signs.mean(ErrorKind.QUOTA)) {
            return new Failure.QuotaExhausted(status);
        }
        if (status == 413 || signs.mean(ErrorKind.SIZE) || signs.mean(ErrorKind.CONTENT)) {
            return new Failure.Rejected(status);
        }
        return switch (status) {
            case 401, 403 -> new Failure.CredentialRejected(status);
            case 429, 498 -> throttled(status, signs, headers, now);
            case 408, 424, 425 -> new Failure.ServerError(status, RetryDelay.of(headers, signs, now));
            default -> other(status, signs, headers, now);
        };
    }

    /** Some say by 429 that they are overloaded or still starting: no credential is at fault. */
    private static Failure throttled(int status, ErrorSigns signs, Headers headers, Instant now) {
        Optional<Duration> after = RetryDelay.of(headers, signs, now);
        if (signs.mean(ErrorKind.OVERLOADED) || signs.mean(ErrorKind.OVERLOADED_ANTHROPIC)) {
            return new Failure.ServerError(status, after);
        }
        return new Failure.Throttled(status, after.or(() -> RetryDelay.ofLimits(headers, now)));
    }

    private static Failure other(int status, ErrorSigns signs, Headers headers, Instant now) {
        if (signs.mean(ErrorKind.CREDENTIAL)) {
            return new Failure.CredentialRejected(status);
        }
        if (signs.mean(ErrorKind.THROTTLED)) {
            return throttled(status, signs, headers, now);
        }
        return new Failure.Rejected(status);
    }

    /**
     * Anthropic's word on whether its own clients try again. It says nothing of other credentials: one that is not taken
     * stays so, and a throttle that waiting does not end is a quota that is used up.
     */
    private static Failure wished(String again, Failure told, Optional<Duration> after) {
        return switch (told) {
            case Failure.Rejected(int status)
            when again.equalsIgnoreCase("true") -> new Failure.ServerError(status, after);
            case Failure.ServerError(int status, Optional<Duration> time)
            when again.equalsIgnoreCase("false") -> new Failure.Rejected(status);
            case Failure.Throttled(int status, Optional<Duration> time)
            when again.equalsIgnoreCase("false") -> new Failure.QuotaExhausted(status);
            default -> told;
        };
    }
}
