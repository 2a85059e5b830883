package dev.penstock.call;

import java.time.Duration;
import java.util.Optional;

/**
 * What we tell a client whose call we do not carry.
 *
 * @param status the HTTP status
 * @param code the gateway's error code, as Cloudflare numbers them where it has a number
 * @param message what happened, with which value, and what to do; never a secret, never a prompt
 * @param body the whole JSON body where it has a shape of its own; empty is the usual one
 * @param closes whether the connection must be closed after the answer, because unread request bytes remain on it
 */
public record Refusal(
        int status, int code, String message, Optional<Duration> retryAfter, Optional<String> body, boolean closes) {
    public static Refusal of(int status, int code, String message) {
        return new Refusal(status, code, message, Optional.empty(), Optional.empty(), false);
    }

    public Refusal retryAfter(Duration wait) {
        return new Refusal(status, code, message, Optional.of(wait), body, closes);
    }

    public Refusal body(String json) {
        return new Refusal(status, code, message, retryAfter, Optional.of(json), closes);
    }

    /** The same with more to say. */
    public Refusal adding(String more) {
        return new Refusal(status, code, message + more, retryAfter, body, closes);
    }

    public Refusal closing() {
        return new Refusal(status, code, message, retryAfter, body, true);
    }

    public CallRefused thrown() {
        return new CallRefused(this);
    }
}
