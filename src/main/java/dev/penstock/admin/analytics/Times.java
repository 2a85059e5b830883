package dev.penstock.admin.analytics;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Points in time as callers write them, in epoch milliseconds. */
final class Times {
    /** 9999-12-31T23:59:59.999Z. */
    private static final long LAST = 253_402_300_799_999L;

    private Times() {}

    /** Milliseconds since 1970, RFC 3339, or a date, which begins at midnight UTC. Empty where it is none of these. */
    static Optional<Long> parse(String text) {
        try {
            long millis;
            if (text.matches("[0-9]{1,15}")) {
                millis = Long.parseLong(text);
            } else if (text.length() == 10) {
                millis = LocalDate.parse(text)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .toEpochMilli();
            } else {
                millis = OffsetDateTime.parse(text).toInstant().toEpochMilli();
            }
            return millis >= 0 && millis <= LAST ? Optional.of(millis) : Optional.empty();
        } catch (DateTimeParseException | ArithmeticException malformed) {
            return Optional.empty();
        }
    }

    /** To the second, as Cloudflare writes it. */
    static String written(long millis) {
        return Instant.ofEpochSecond(Math.floorDiv(millis, 1_000L)).toString();
    }

    static String date(long millis) {
        return Instant.ofEpochMilli(millis)
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
    }
}
