package dev.penstock.meter;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One model of the price book and its prices over time.
 *
 * @param periods in the file's order: the last one that holds at a moment is the price then
 */
record ModelEntry(String model, List<Period> periods, Limits limits) {
    Optional<ModelPrice> at(Instant moment) {
        for (int i = periods.size() - 1; i > 0; i--) {
            if (periods.get(i).holdsAt(moment)) {
                return Optional.ofNullable(periods.get(i).price);
            }
        }
        return Optional.ofNullable(periods.getFirst().price);
    }

    /** The most tokens a model answers, and the most it holds, where that is known. */
    record Limits(OptionalLong output, OptionalLong context) {
        static final Limits UNKNOWN = new Limits(OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * A price and when it holds.
     *
     * @param price null where the provider publishes none
     */
    record Period(
            Instant from, @Nullable Daily daily, @Nullable ModelPrice price) {
        boolean holdsAt(Instant moment) {
            return !moment.isBefore(from) && (daily == null || daily.covers(moment));
        }
    }

    /** Some hours of every day, in UTC; over midnight where the end is earlier than the start. */
    record Daily(LocalTime start, LocalTime end) {
        /** Reads 16:30-00:30. */
        static Daily parse(String text) {
            int dash = text.indexOf('-');
            return new Daily(LocalTime.parse(text.substring(0, dash)), LocalTime.parse(text.substring(dash + 1)));
        }

        boolean covers(Instant moment) {
            LocalTime time = moment.atOffset(ZoneOffset.UTC).toLocalTime();
            boolean begun = !time.isBefore(start);
            boolean over = !time.isBefore(end);
            return end.isBefore(start) ? begun || !over : begun && !over;
        }
    }
}
