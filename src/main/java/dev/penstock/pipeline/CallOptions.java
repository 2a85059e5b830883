package dev.penstock.pipeline;

import dev.penstock.call.Codes;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.GatewaySettings.Retries.Backoff;
import dev.penstock.call.Headers;
import dev.penstock.call.Refusal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The cf-aig-* settings of a call or of one universal step. What a step does not say, its request says; what neither
 * says, the gateway does.
 *
 * @param requestTimeout the time until the first part of the answer
 * @param customCost the JSON of cf-aig-custom-cost, unread
 * @param byokAlias the stored key that is asked for
 * @param noWholesale whether the operator's own keys must not be used
 * @param resume whether a stream can be taken up again
 * @param metadata flat JSON of at most five entries
 */
record CallOptions(
        Optional<Duration> requestTimeout,
        OptionalInt maxAttempts,
        Optional<Duration> retryDelay,
        Optional<Backoff> backoff,
        Optional<Boolean> collectLog,
        Optional<Boolean> collectPayload,
        Optional<String> customCost,
        Optional<String> metadata,
        Optional<String> eventId,
        Optional<String> byokAlias,
        Optional<Boolean> noWholesale,
        Optional<Boolean> resume) {

    private static final long LONGEST_DELAY_MILLIS = 60_000;
    private static final int LONGEST_EVENT_ID = 256;
    private static final int MOST_ATTEMPTS = 5;

    static CallOptions of(Headers headers) {
        return new CallOptions(
                millis(headers, "cf-aig-request-timeout", Long.MAX_VALUE / 2_000_000),
                attempts(headers),
                millis(headers, "cf-aig-retry-delay", LONGEST_DELAY_MILLIS),
                headers.first("cf-aig-backoff").map(CallOptions::backoff),
                bool(headers, "cf-aig-collect-log"),
                bool(headers, "cf-aig-collect-log-payload"),
                headers.first("cf-aig-custom-cost"),
                headers.first("cf-aig-metadata").flatMap(Metadata::read),
                headers.first("cf-aig-event-id").filter(CallOptions::isPlainId),
                headers.first("cf-aig-byok-alias").map(String::strip).filter(alias -> !alias.isEmpty()),
                bool(headers, "cf-aig-no-wholesale"),
                bool(headers, "cf-aig-resume"));
    }

    /** These settings where they say something, the outer ones elsewhere. */
    CallOptions over(CallOptions outer) {
        return new CallOptions(
                requestTimeout.or(outer::requestTimeout),
                maxAttempts.isPresent() ? maxAttempts : outer.maxAttempts,
                retryDelay.or(outer::retryDelay),
                backoff.or(outer::backoff),
                collectLog.or(outer::collectLog),
                collectPayload.or(outer::collectPayload),
                customCost.or(outer::customCost),
                metadata.or(outer::metadata),
                eventId.or(outer::eventId),
                byokAlias.or(outer::byokAlias),
                noWholesale.or(outer::noWholesale),
                resume.or(outer::resume));
    }

    /** The same without the name of a stored key: names are a provider's own. */
    CallOptions withoutAlias() {
        return withAlias(Optional.empty());
    }

    /** The same with the name of a stored key. */
    CallOptions withAlias(String alias) {
        return withAlias(Optional.of(alias));
    }

    private CallOptions withAlias(Optional<String> alias) {
        return new CallOptions(
                requestTimeout,
                maxAttempts,
                retryDelay,
                backoff,
                collectLog,
                collectPayload,
                customCost,
                metadata,
                eventId,
                alias,
                noWholesale,
                resume);
    }

    /** Whether a row is kept: the request's word, else the gateway's. */
    boolean logs(GatewaySettings gateway) {
        return collectLog.orElse(gateway.collectLogs());
    }

    boolean logsPayload() {
        return collectPayload.orElse(true);
    }

    static Backoff backoff(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "constant" -> Backoff.CONSTANT;
            case "linear" -> Backoff.LINEAR;
            case "exponential" -> Backoff.EXPONENTIAL;
            default -> throw malformed("cf-aig-backoff", value, "constant, linear or exponential");
        };
    }

    static OptionalInt attempts(String name, String value) {
        int attempts = (int) number(name, value, 1, MOST_ATTEMPTS);
        return OptionalInt.of(attempts);
    }

    static Duration delay(String name, String value) {
        return Duration.ofMillis(number(name, value, 0, LONGEST_DELAY_MILLIS));
    }

    static Duration timeout(String name, String value) {
        return Duration.ofMillis(number(name, value, 1, Integer.MAX_VALUE));
    }

    private static OptionalInt attempts(Headers headers) {
        return headers.first("cf-aig-max-attempts")
                .map(value -> attempts("cf-aig-max-attempts", value))
                .orElse(OptionalInt.empty());
    }

    private static Optional<Duration> millis(Headers headers, String name, long most) {
        return headers.first(name)
                .map(value -> name.endsWith("timeout")
                        ? timeout(name, value)
                        : Duration.ofMillis(number(name, value, 0, most)));
    }

    private static Optional<Boolean> bool(Headers headers, String name) {
        return headers.first(name).map(value -> switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw malformed(name, value, "true or false");
        });
    }

    private static long number(String name, String value, long least, long most) {
        try {
            long number = Long.parseLong(value.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw malformed(name, value, "a whole number from " + least + " to " + most);
        }
        throw malformed(name, value, "a whole number from " + least + " to " + most);
    }

    private static boolean isPlainId(String id) {
        return !id.isEmpty() && id.length() <= LONGEST_EVENT_ID;
    }

    private static RuntimeException malformed(String name, String value, String expected) {
        String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
        return Refusal.of(400, Codes.MALFORMED, name + " is '" + shown + "'; must be " + expected)
                .thrown();
    }
}
