package dev.penstock.store.index;

import dev.penstock.record.LogExtent;
import dev.penstock.record.LogFilter.NumberField;
import java.util.Arrays;
import java.util.Optional;

/** Gathers the least and the most of each number. */
final class Extremes {
    private static final NumberField[] FIELDS = {
        NumberField.COST_NANO,
        NumberField.DURATION_MICROS,
        NumberField.TOKENS_IN,
        NumberField.TOKENS_OUT,
        NumberField.TOKENS
    };

    private final long[] least = new long[FIELDS.length];
    private final long[] most = new long[FIELDS.length];

    Extremes() {
        Arrays.fill(least, Long.MAX_VALUE);
        Arrays.fill(most, Long.MIN_VALUE);
    }

    void add(Records records, long row) {
        for (int i = 0; i < FIELDS.length; i++) {
            long number = NumberTest.number(records, row, FIELDS[i]);
            if (number != Layout.ABSENT) {
                least[i] = Math.min(least[i], number);
                most[i] = Math.max(most[i], number);
            }
        }
    }

    LogExtent extent() {
        return new LogExtent(range(0), range(1), range(2), range(3), range(4));
    }

    private Optional<LogExtent.Range> range(int i) {
        return least[i] > most[i] ? Optional.empty() : Optional.of(new LogExtent.Range(least[i], most[i]));
    }
}
