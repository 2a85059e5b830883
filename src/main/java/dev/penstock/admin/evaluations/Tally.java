package dev.penstock.admin.evaluations;

import dev.penstock.admin.evaluations.EvaluationSource.Entry;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Sums over the entries of several datasets, each entry once. Owned by the one thread that fills it. */
final class Tally {
    private final List<List<DatasetFilter>> datasets;
    private long total;
    private Sum cost = Sum.ZERO;
    private Sum duration = Sum.ZERO;
    private Sum thumbsUp = Sum.ZERO;

    /** A sum and how many numbers are in it. */
    private record Sum(BigInteger amount, long count) {
        static final Sum ZERO = new Sum(BigInteger.ZERO, 0);

        Sum plus(OptionalLong number) {
            return number.isEmpty() ? this : new Sum(amount.add(BigInteger.valueOf(number.getAsLong())), count + 1);
        }
    }

    /**
     * What a type came to.
     *
     * @param value empty where no entry has what it needs
     * @param used how many entries have it
     */
    record Outcome(Optional<BigDecimal> value, long used) {}

    /** @param datasets the filters of each; an entry belongs where all filters of one of them match */
    Tally(List<List<DatasetFilter>> datasets) {
        this.datasets = List.copyOf(datasets);
    }

    void add(Entry entry) {
        boolean belongs =
                datasets.stream().anyMatch(filters -> filters.stream().allMatch(filter -> filter.matches(entry)));
        if (!belongs) {
            return;
        }
        total++;
        cost = cost.plus(entry.costNano());
        duration = duration.plus(entry.durationMicros());
        thumbsUp = thumbsUp.plus(
                entry.feedback().isPresent()
                        ? OptionalLong.of(entry.feedback().getAsInt() > 0 ? 1 : 0)
                        : OptionalLong.empty());
    }

    /** How many entries belong to the datasets. */
    long total() {
        return total;
    }

    Outcome outcome(EvaluationType type) {
        return switch (type) {
            case COST -> average(cost, 9, 12);
            case SPEED -> average(duration, 3, 3);
            case FEEDBACK -> average(thumbsUp, -2, 2);
        };
    }

    private static Outcome average(Sum sum, int scale, int decimals) {
        if (sum.count == 0) {
            return new Outcome(Optional.empty(), 0);
        }
        BigDecimal average = new BigDecimal(sum.amount)
                .movePointLeft(scale)
                .divide(BigDecimal.valueOf(sum.count), decimals, RoundingMode.HALF_UP);
        return new Outcome(
                Optional.of(average.signum() == 0 ? BigDecimal.ZERO : average.stripTrailingZeros()), sum.count);
    }
}
