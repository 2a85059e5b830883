package dev.penstock.ledger;

import dev.penstock.call.Window;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/**
 * One period of the calendar, in epoch seconds.
 *
 * @param start its first second
 * @param end the first second of the next one
 */
record Period(long start, long end) {

    static Period of(Window.Calendar calendar, Instant wall) {
        ZonedDateTime now = wall.atZone(calendar.zone());
        LocalDate today = now.toLocalDate();
        return switch (calendar.period()) {
            case HOURLY -> hour(now);
            case DAILY -> days(today, today.plusDays(1), calendar.zone());
            case WEEKLY -> {
                LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                yield days(monday, monday.plusWeeks(1), calendar.zone());
            }
            case MONTHLY -> {
                LocalDate first = today.withDayOfMonth(1);
                yield days(first, first.plusMonths(1), calendar.zone());
            }
        };
    }

    boolean holds(Instant wall) {
        return start <= wall.getEpochSecond() && wall.getEpochSecond() < end;
    }

    /** A day begins when the clock first shows it: at midnight, or later where midnight is skipped. */
    private static Period days(LocalDate first, LocalDate next, ZoneId zone) {
        return new Period(
                first.atStartOfDay(zone).toEpochSecond(),
                next.atStartOfDay(zone).toEpochSecond());
    }

    /** An hour that the clock shows twice is two; where the clock is set by half an hour, one hour is longer or shorter. */
    private static Period hour(ZonedDateTime now) {
        ZonedDateTime start = now.truncatedTo(ChronoUnit.HOURS);
        ZonedDateTime end = start.plusHours(1).truncatedTo(ChronoUnit.HOURS);
        ZonedDateTime after = end.isAfter(start) ? end : start.plusHours(2).truncatedTo(ChronoUnit.HOURS);
        return new Period(start.toEpochSecond(), after.toEpochSecond());
    }
}
