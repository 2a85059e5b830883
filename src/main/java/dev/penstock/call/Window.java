package dev.penstock.call;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The time a limit looks at. */
public sealed interface Window {
    /** Windows aligned to the clock: one minute is from :00 to :00. */
    record Fixed(Duration length) implements Window {}

    /** The time just past, at every moment: never more than the limit in any interval of this length. */
    record Sliding(Duration length) implements Window {}

    /** A period of the calendar, in somebody's zone. */
    record Calendar(Period period, ZoneId zone) implements Window {
        /** Stands for the zone of the account until its rules are put together; no place on earth is a second off. */
        public static final ZoneId OF_ACCOUNT = ZoneOffset.ofTotalSeconds(1);
    }

    /** No time at all: what is taken is given back. */
    record WhileOpen() implements Window {}

    /** Periods of the calendar: from the full hour, 00:00, Monday 00:00, or the first of the month. */
    enum Period {
        HOURLY,
        DAILY,
        WEEKLY,
        MONTHLY
    }
}
