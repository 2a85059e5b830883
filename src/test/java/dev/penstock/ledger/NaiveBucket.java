package dev.penstock.ledger;

import dev.penstock.call.Moment;
import dev.penstock.call.Window;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;

/** A bucket as one would explain it: a list of when and how much, added up each time. */
final class NaiveBucket {
    private final Window window;
    private final List<Entry> entries = new ArrayList<>();

    NaiveBucket(Window window) {
        this.window = window;
    }

    /** So much at this moment. */
    static final class Entry {
        private final Moment moment;
        private long amount;

        Entry(Moment moment, long amount) {
            this.moment = moment;
            this.amount = amount;
        }

        void becomes(long other) {
            amount = other;
        }
    }

    Entry add(Moment moment, long amount) {
        Entry entry = new Entry(moment, amount);
        entries.add(entry);
        return entry;
    }

    void forget(Moment now) {
        entries.removeIf(entry -> !counts(entry.moment, now, 1));
    }

    /** What must count at least. */
    long least(Moment now) {
        return entries.stream()
                .filter(entry -> counts(entry.moment, now, 0))
                .mapToLong(entry -> entry.amount)
                .sum();
    }

    /** What may count at most: a trailing window lets the oldest leave up to one 128th late. */
    long most(Moment now) {
        return entries.stream()
                .filter(entry -> counts(entry.moment, now, 1))
                .mapToLong(entry -> entry.amount)
                .sum();
    }

    private boolean counts(Moment then, Moment now, int late) {
        return switch (window) {
            case Window.Fixed(var length) ->
                then.steadyNanos() / length.toNanos() == now.steadyNanos() / length.toNanos();
            case Window.Sliding(var length) ->
                now.steadyNanos() - then.steadyNanos() <= length.toNanos() + late * (length.toNanos() / 128 + 129);
            case Window.Calendar(var period, var zone) -> same(period, zone, then.wall(), now.wall());
            case Window.WhileOpen _ -> true;
        };
    }

    private static boolean same(Window.Period period, ZoneId zone, Instant one, Instant other) {
        ZonedDateTime left = one.atZone(zone);
        ZonedDateTime right = other.atZone(zone);
        return switch (period) {
            case HOURLY ->
                left.getHour() == right.getHour()
                        && left.toLocalDate().equals(right.toLocalDate())
                        && left.getOffset().equals(right.getOffset());
            case DAILY -> left.toLocalDate().equals(right.toLocalDate());
            case WEEKLY ->
                left.get(IsoFields.WEEK_BASED_YEAR) == right.get(IsoFields.WEEK_BASED_YEAR)
                        && left.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) == right.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case MONTHLY -> left.getYear() == right.getYear() && left.getMonth() == right.getMonth();
        };
    }
}
