package dev.penstock.store.index;

import dev.penstock.record.LogFilter.ByNumber;
import dev.penstock.record.LogFilter.Compare;
import dev.penstock.record.LogFilter.NumberField;

/** A condition on a number of a record. */
final class NumberTest implements RecordTest {
    private final NumberField field;
    private final Compare compare;
    private final long[] values;

    private NumberTest(NumberField field, Compare compare, long[] values) {
        this.field = field;
        this.compare = compare;
        this.values = values;
    }

    static NumberTest of(ByNumber filter) {
        return new NumberTest(
                filter.field(),
                filter.compare(),
                filter.values().stream().mapToLong(Long::longValue).toArray());
    }

    /** {@link Layout#ABSENT} where the row has no such number. */
    static long number(Records records, long row, NumberField field) {
        return switch (field) {
            case CREATED_AT -> records.number(row, Layout.CREATED_AT);
            case STATUS -> records.word(row, Layout.STATUS);
            case STEP -> records.word(row, Layout.STEP);
            case ATTEMPTS -> records.word(row, Layout.ATTEMPTS);
            case TOKENS_IN -> records.number(row, Layout.TOKENS_IN);
            case TOKENS_OUT -> records.number(row, Layout.TOKENS_OUT);
            case TOKENS -> sum(records.number(row, Layout.TOKENS_IN), records.number(row, Layout.TOKENS_OUT));
            case COST_NANO -> records.number(row, Layout.COST_NANO);
            case DURATION_MICROS -> records.number(row, Layout.DURATION_MICROS);
            case DURATION_MILLIS -> records.number(row, Layout.DURATION_MICROS) / 1_000;
            case FEEDBACK -> feedback(records.word(row, Layout.FLAGS));
            case SCORE_MICROS -> records.number(row, Layout.SCORE_MICROS);
            case CONFIG_REVISION -> records.number(row, Layout.CONFIG_REVISION);
        };
    }

    @Override
    public boolean holds(Records records, long row) {
        long number = number(records, row, field);
        if (number == Layout.ABSENT && field != NumberField.CREATED_AT) {
            return false;
        }
        if (compare == Compare.DIFFERS) {
            return !isAny(number);
        }
        for (long value : values) {
            if (holds(number, value)) {
                return true;
            }
        }
        return false;
    }

    private boolean holds(long number, long value) {
        return switch (compare) {
            case EQUALS, DIFFERS -> number == value;
            case BELOW -> number < value;
            case ABOVE -> number > value;
            case AT_LEAST -> number >= value;
            case AT_MOST -> number <= value;
        };
    }

    private boolean isAny(long number) {
        for (long value : values) {
            if (number == value) {
                return true;
            }
        }
        return false;
    }

    private static long sum(long in, long out) {
        if (in == Layout.ABSENT) {
            return out;
        }
        return out == Layout.ABSENT ? in : in + out;
    }

    private static long feedback(int flags) {
        if ((flags & Layout.LIKED) != 0) {
            return 1;
        }
        return (flags & Layout.DISLIKED) != 0 ? -1 : Layout.ABSENT;
    }
}
