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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares the gateway's rows with the provider's books, call by call. */
final class Audit {
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

    private final MixedProvider provider;
    private final List<Mixture> calls;
    private final Map<Integer, Integer> statuses;
    private final String bucket;
    private final List<String> wrong = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private int exact;
    private int flagged;

    /** @param bucket which every call counts in */
    Audit(MixedProvider provider, List<Mixture> calls, Map<Integer, Integer> statuses, String bucket) {
        this.provider = provider;
        this.calls = calls;
        this.statuses = statuses;
        this.bucket = bucket;
    }

    void check(List<CallRow> rows) {
        for (CallRow row : rows) {
            Matcher number = NUMBER.matcher(String.valueOf(row.metadata()));
            if (number.find()) {
                Mixture call = calls.get(Integer.parseInt(number.group(1)));
                row.attempts().forEach(attempt -> check(call, row, attempt));
            }
        }
        provider.charges().keySet().stream()
                .filter(key -> !seen.contains(key))
                .forEach(key -> wrong.add(key + " was sent and has no row"));
        System.out.println("exact " + exact + ", flagged " + flagged);
        assertThat(wrong).isEmpty();
        assertThat(exact).isGreaterThan(calls.size() / 4);
        assertThat(flagged).isGreaterThan(calls.size() / 20);
    }

    private void check(Mixture call, CallRow row, AttemptRow attempt) {
        Leg leg = call.legs().get(attempt.index());
        if (!seen.add(leg.key())) {
            wrong.add(leg.key() + " has two rows");
        }
        long owed = provider.charged(leg).orElse(0L);
        long posted = NestedLimitsTest.posted(attempt, bucket);
        boolean isFlagged = attempt.usageSource() == UsageSource.ESTIMATED || attempt.providerCostNano() != null;
        boolean certain = isCertain(row, attempt);
        boolean right = certain ? posted == owed && !isFlagged : posted >= owed && (isFlagged || posted == 0 && owed == 0);
        boolean expected = !mustBeCertain(call, leg, attempt) || certain;
        boolean closed = attempt.settlement() != Settlement.HELD;
        if (certain) {
            exact++;
        } else {
            flagged++;
        }
        if (!right || !expected || !closed) {
            wrong.add(leg + " " + call.leaving() + " custom=" + call.customCost().isPresent() + " legs="
                    + call.legs().size() + " http=" + statuses.get(call.number()) + " " + row.outcome() + "/"
                    + row.failure() + ": owed " + owed + ", posted " + posted + ", certain " + certain + ", flagged "
                    + isFlagged + " " + attempt.settlement() + " status=" + attempt.status() + " " + attempt.failure()
                    + " source=" + attempt.usageSource() + " cost=" + attempt.costNano() + " provider="
                    + attempt.providerCostNano() + " reserved=" + attempt.reservedNano());
        }
    }

    /** Whether the gateway says so of it: answered whole with its usage, turned down, or never sent. */
    private static boolean isCertain(CallRow row, AttemptRow attempt) {
        boolean turnedDown = attempt.status() >= 300;
        boolean neverSent = attempt.settlement() == Settlement.RELEASED;
        boolean told = attempt.usageSource() == UsageSource.REPORTED
                && attempt.status() == 200
                && row.outcome() == Outcome.WHOLE;
        return turnedDown || neverSent || told;
    }

    /** Whether nobody and nothing stood in the way of certainty. */
    private static boolean mustBeCertain(Mixture call, Leg leg, AttemptRow attempt) {
        boolean isSure = leg.fate() == Fate.REPORTED || leg.fate() == Fate.REJECTED || leg.fate() == Fate.UNREACHABLE;
        return isSure && MixedClient.stays(call) && !"over_limit".equals(attempt.failure());
    }
}
