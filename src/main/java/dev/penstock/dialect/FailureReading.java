package dev.penstock.dialect;

import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import java.time.Instant;

/** Reads what an upstream's error says as a class of failure. Pure; nothing of the upstream's own words goes into it. */
public final class FailureReading {
    private FailureReading() {}

    /**
     * The failure an answer tells that is no 2xx.
     *
     * @param body as much of it as came, at most 64 KiB; unpacked
     * @param now for times that are told as dates
     */
    public static Failure of(int status, Headers headers, byte[] body, Instant now) {
        return Failure.of(status);
    }
}
