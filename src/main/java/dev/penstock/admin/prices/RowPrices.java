package dev.penstock.admin.prices;

import dev.penstock.call.UsageSource;
import dev.penstock.meter.Bill;
import dev.penstock.meter.PriceBook;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From the tokens a row stores to money, by any price book, at the row's own time. */
final class RowPrices {
    /** What a row does not store of how it was priced; the first that gives its cost again is how it was. */
    private static final List<Way> WAYS =
            List.of(new Way(true, true), new Way(true, false), new Way(false, true), new Way(false, false));

    private RowPrices() {}

    /** @param atEnd whether the prices are those of the call's end, and not of its beginning */
    private record Way(boolean atEnd, boolean tiered) {}

    /** Whether the cost of an attempt comes from tokens and prices at all. */
    static boolean isPriced(CallRow row, AttemptRow attempt) {
        return !row.customCost()
                && row.reuse() == null
                && attempt.usageSource() != UsageSource.NONE
                && !attempt.usage().isEmpty();
    }

    /** How the attempt's cost was added from the book it names; empty where the book knows no such price. */
    static Optional<Bill> bill(PriceBook book, CallRow row, AttemptRow attempt) {
        return bill(book, row, attempt, way(book, row, attempt));
    }

    /**
     * The row by another book; empty where nothing changes. What that book does not know stays as it is.
     *
     * @param shelf has the book each attempt was priced by
     */
    static Optional<CallRow> repriced(CallRow row, PriceBook book, PriceShelf shelf) {
        List<AttemptRow> corrected = new ArrayList<>();
        boolean changed = false;
        for (AttemptRow attempt : row.attempts()) {
            Optional<Long> cost = isPriced(row, attempt) ? cost(row, attempt, book, shelf) : Optional.empty();
            boolean differs = cost.isPresent() && !cost.get().equals(attempt.costNano());
            corrected.add(differs ? attempt.repriced(cost.get(), book.version()) : attempt);
            changed |= differs;
        }
        return changed ? Optional.of(row.repriced(sum(corrected), book.version(), corrected)) : Optional.empty();
    }

    private static Optional<Long> cost(CallRow row, AttemptRow attempt, PriceBook book, PriceShelf shelf) {
        String version = attempt.priceVersion();
        Optional<PriceBook> old =
                version == null || attempt.costNano() == null ? Optional.empty() : shelf.find(version);
        Way way = old.map(known -> way(known, row, attempt)).orElse(WAYS.getFirst());
        return bill(book, row, attempt, way).map(Bill::nano);
    }

    private static Way way(PriceBook book, CallRow row, AttemptRow attempt) {
        for (Way way : WAYS) {
            Optional<Bill> bill = bill(book, row, attempt, way);
            if (bill.isPresent() && Objects.equals(bill.get().nano(), attempt.costNano())) {
                return way;
            }
        }
        return WAYS.getFirst();
    }

    private static Optional<Bill> bill(PriceBook book, CallRow row, AttemptRow attempt, Way way) {
        long at = way.atEnd ? row.createdAt() + row.durationMicros() / 1_000 : row.createdAt();
        Optional<String> tier = way.tiered ? Optional.ofNullable(attempt.serviceTier()) : Optional.empty();
        return book.bill(attempt.provider(), attempt.model(), attempt.usage(), tier, Instant.ofEpochMilli(at));
    }

    private static @Nullable Long sum(List<AttemptRow> attempts) {
        long sum = 0;
        for (AttemptRow attempt : attempts) {
            Long cost = attempt.costNano();
            if (cost == null) {
                return null;
            }
            sum += cost;
        }
        return sum;
    }
}
