package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ledger.Mixture.Fate;
import dev.penstock.app.ledger.Mixture.Leg;
import dev.penstock.call.Outcome;
import dev.penstock.call.Settlement;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares the gateway's rows with the provider's books, call by call. */
final class Audit {
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

    private final MixedProvider provider;
    private final List<Mixture> calls;
    private final Map<Integer, Integer> statuses;
    private final String bucket;
    private final List<String> wrong = new ArrayList<>();
    private int exact;
    private int flagged;

    /** @param bucket which every call counts in */
    Audit(MixedProvider provider, List<Mixture> calls, Map<Integer, Integer> statuses, String bucket) {
        this.provider = provider;
        this.calls = calls;
        this.statuses = statuses;
        this.bucket = bucket;
    }

    /** Every leg against its attempts: one for each time it was tried. */
    void check(List<CallRow> rows) {
        Map<String, CallRow> byNumber = new HashMap<>();
        for (CallRow row : rows) {
            Matcher number = NUMBER.matcher(String.valueOf(row.metadata()));
            if (number.find() && byNumber.put(number.group(1), row) != null) {
                wrong.add(number.group(1) + " has two rows");
            }
        }
        for (Mixture call : calls) {
            CallRow row = byNumber.get(Integer.toString(call.number()));
            for (int step = 0; step < call.legs().size(); step++) {
                check(call, call.legs().get(step), row, tries(row, step));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(exact).as("certain").isGreaterThan(calls.size() / 4);
        assertThat(flagged).as("uncertain").isGreaterThan(calls.size() / 20);
    }

    private static List<AttemptRow> tries(@Nullable CallRow row, int step) {
        return row == null
                ? List.of()
                : row.attempts().stream()
                        .filter(attempt -> attempt.step() == step)
                        .toList();
    }

    private void check(Mixture call, Leg leg, @Nullable CallRow row, List<AttemptRow> tries) {
        long owed = provider.charged(leg);
        long posted = 0;
        boolean certain = true;
        boolean flaggedWell = true;
        for (AttemptRow one : tries) {
            posted += NestedLimitsTest.posted(one, bucket);
            boolean isSure = isCertain(row, one);
            certain &= isSure;
            flaggedWell &= isFlagged(one) != isSure && one.settlement() != Settlement.HELD;
            exact += isSure ? 1 : 0;
            flagged += isSure ? 0 : 1;
        }
        boolean right = certain ? posted == owed : posted >= owed;
        boolean onRecord = provider.received(leg) <= tries.size();
        if (!right || !flaggedWell || !onRecord || (mustBeCertain(call, leg, tries) && !certain)) {
            wrong.add(leg + " " + call.leaving() + " of " + call.legs().size() + " legs, HTTP "
                    + statuses.get(call.number()) + ": owed " + owed + ", posted " + posted + ", certain " + certain
                    + ", flagged well " + flaggedWell + ", on record " + onRecord + ": " + tries);
        }
    }

    private static boolean isFlagged(AttemptRow attempt) {
        return attempt.usageSource() == UsageSource.ESTIMATED || attempt.providerCostNano() != null;
    }

    /** Whether the gateway says so of it: answered whole with its usage, turned down, or never sent. */
    private static boolean isCertain(@Nullable CallRow row, AttemptRow attempt) {
        boolean turnedDown = attempt.status() >= 300;
        boolean neverSent = attempt.settlement() == Settlement.RELEASED;
        boolean told = attempt.usageSource() == UsageSource.REPORTED
                && attempt.status() == 200
                && row != null
                && row.outcome() == Outcome.WHOLE;
        return turnedDown || neverSent || told;
    }

    /** Whether nobody and nothing stood in the way of certainty. */
    private static boolean mustBeCertain(Mixture call, Leg leg, List<AttemptRow> tries) {
        boolean isSure = leg.fate() == Fate.REPORTED || leg.fate() == Fate.REJECTED || leg.fate() == Fate.UNREACHABLE;
        return isSure
                && MixedClient.stays(call)
                && tries.stream().noneMatch(attempt -> "over_limit".equals(attempt.failure()));
    }
}
