package dev.penstock.policy.rules;

import dev.penstock.call.NanoUsd;

/** What a policy does where it applies. */
public sealed interface Action {
    /** Lifts the caps of its bucket. */
    record NoLimit() implements Action {}

    /** Refuses; with {@code except}, everything but its resource. */
    record Block(boolean except) implements Action {}

    /** Caps what is spent from the start of a period of the calendar, in UTC, to its end. */
    record Limit(NanoUsd amount, Period period) implements Action {}

    /** A period of the calendar: from the full hour, 00:00, Monday 00:00, or the first of the month. */
    enum Period {
        HOURLY,
        DAILY,
        WEEKLY,
        MONTHLY
    }
}
