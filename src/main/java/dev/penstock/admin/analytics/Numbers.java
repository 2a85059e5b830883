package dev.penstock.admin.analytics;

import dev.penstock.json.JsonText;
import java.math.BigDecimal;
import java.util.OptionalLong;

/** Whole numbers of small units as exact decimals of the units people read. */
final class Numbers {
    private Numbers() {}

    /** Billionths of a dollar as dollars. */
    static JsonText dollars(long nano) {
        return decimal(nano, 9);
    }

    /** Microseconds as milliseconds. */
    static JsonText millis(long micros) {
        return decimal(micros, 3);
    }

    /** Microseconds as milliseconds; null where there are none. */
    static JsonText millis(OptionalLong micros) {
        return micros.isPresent() ? decimal(micros.getAsLong(), 3) : JsonText.NULL;
    }

    /** Microseconds in the mean as milliseconds; null where nothing was measured. */
    static JsonText meanMillis(long micros, long count) {
        return millis(count == 0 ? OptionalLong.empty() : OptionalLong.of(Math.floorDiv(micros, count)));
    }

    private static JsonText decimal(long units, int digits) {
        BigDecimal value = BigDecimal.valueOf(units, digits).stripTrailingZeros();
        return new JsonText(value.toPlainString());
    }
}
