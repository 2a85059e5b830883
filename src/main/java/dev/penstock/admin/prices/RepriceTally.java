package dev.penstock.admin.prices;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.record.CallRow;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found and changed so far; sums are over the rows that match, in nano-USD, an unknown cost being nothing.
 *
 * @param matched rows of the time and the filters
 * @param priced those whose cost comes from tokens and prices
 * @param changed those whose cost became another
 * @param becameKnown those of them that had no cost before
 * @param stillUnknown priced ones that have no cost after all
 */
record RepriceTally(
        long matched,
        long priced,
        long changed,
        long becameKnown,
        long stillUnknown,
        BigInteger before,
        BigInteger after) {
    static final RepriceTally NOTHING = new RepriceTally(0, 0, 0, 0, 0, BigInteger.ZERO, BigInteger.ZERO);

    RepriceTally with(CallRow row, Optional<CallRow> other) {
        CallRow now = other.orElse(row);
        boolean isPriced = row.attempts().stream().anyMatch(attempt -> RowPrices.isPriced(row, attempt));
        return new RepriceTally(
                matched + 1,
                priced + (isPriced ? 1 : 0),
                changed + (other.isPresent() ? 1 : 0),
                becameKnown + (row.costNano() == null && now.costNano() != null ? 1 : 0),
                stillUnknown + (isPriced && now.costNano() == null ? 1 : 0),
                before.add(cost(row.costNano())),
                after.add(cost(now.costNano())));
    }

    private static BigInteger cost(@Nullable Long nano) {
        return nano == null ? BigInteger.ZERO : BigInteger.valueOf(nano);
    }

    /** Sums as texts: they may be larger than what a reader of JSON keeps exactly. */
    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("matched", matched);
        fields.put("priced", priced);
        fields.put("changed", changed);
        fields.put("became_known", becameKnown);
        fields.put("still_unknown", stillUnknown);
        fields.put("cost_before", Exact.dollars(before));
        fields.put("cost_after", Exact.dollars(after));
        return fields;
    }

    JsonText kept() {
        return JsonText.array(matched, priced, changed, becameKnown, stillUnknown, before.toString(), after.toString());
    }

    static RepriceTally parse(JsonTree kept) {
        List<JsonTree> parts = kept.items();
        if (parts.size() != 7) {
            throw new IllegalArgumentException("A tally of " + parts.size() + " parts");
        }
        return new RepriceTally(
                parts.get(0).whole().orElseThrow(),
                parts.get(1).whole().orElseThrow(),
                parts.get(2).whole().orElseThrow(),
                parts.get(3).whole().orElseThrow(),
                parts.get(4).whole().orElseThrow(),
                new BigInteger(parts.get(5).text().orElseThrow()),
                new BigInteger(parts.get(6).text().orElseThrow()));
    }
}
