package dev.penstock.admin.prices;

import dev.penstock.call.CostLine;
import dev.penstock.call.Usage;
import dev.penstock.meter.Bill;
import dev.penstock.meter.PriceBook;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.util.List;
import java.util.Optional;

/**
 * An attempt with how its cost was added.
 *
 * @param because why there are no lines, where there should be some
 */
record Billed(AttemptRow attempt, Optional<Bill> bill, Optional<String> because) {
    static Billed of(CallRow row, AttemptRow attempt, PriceShelf shelf) {
        if (!RowPrices.isPriced(row, attempt)) {
            return new Billed(attempt, Optional.empty(), unpriced(row, attempt));
        }
        String version = attempt.priceVersion();
        Optional<PriceBook> book = version == null ? Optional.empty() : shelf.find(version);
        if (book.isEmpty()) {
            return without(attempt, "The prices of version " + version + " are not kept here any more");
        }
        Optional<Bill> bill = RowPrices.bill(book.get(), row, attempt);
        if (bill.isEmpty()) {
            return without(
                    attempt,
                    attempt.costNano() == null
                            ? "The prices of version " + version + " have none for this model or service tier"
                            : "The cost was made with the price of the model that was asked for, not of the one that"
                                    + " answered");
        }
        return attempt.costNano() != null && attempt.costNano() != bill.get().nano()
                ? without(attempt, "The tokens of the row at the prices of version " + version + " give another cost")
                : new Billed(attempt, bill, Optional.empty());
    }

    private static Billed without(AttemptRow attempt, String because) {
        return new Billed(attempt, Optional.empty(), Optional.of(because));
    }

    private static Optional<String> unpriced(CallRow row, AttemptRow attempt) {
        boolean owes = Usage.orZero(attempt.costNano()) != 0 || attempt.costNano() == null;
        return owes && !row.customCost() && row.reuse() == null
                ? Optional.of("It is not known how much was used")
                : Optional.empty();
    }

    /** What the service tier does to the price of tokens. */
    String factor() {
        return bill.map(Bill::tierFactor).orElse("1");
    }

    List<CostLine> lines() {
        return bill.map(Bill::lines).orElse(List.of());
    }

    /** Before rounding. */
    Exact sum() {
        return bill.filter(Bill::reported).map(known -> Exact.of(known.nano())).orElseGet(() -> Exact.sum(lines()));
    }

    /** Whether the lines are all there is to say of its cost. */
    boolean isExplained() {
        return because.isEmpty();
    }
}
