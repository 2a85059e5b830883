package dev.penstock.record;

import dev.penstock.call.Counted;
import dev.penstock.call.Posting;
import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must hold of every row, whatever a provider answered. Pure. */
public final class RowInvariants {
    private RowInvariants() {}

    /** What does not hold, each in a few words without anything a client or provider wrote; empty is good. */
    public static List<String> broken(CallRow row) {
        List<String> broken = new ArrayList<>();
        attempts(row, broken);
        reuse(row, broken);
        usage("the call", row.usage(), row.usageSource(), broken);
        negative("the call's cost", row.costNano(), broken);
        negative("the call's provider cost", row.providerCostNano(), broken);
        for (AttemptRow attempt : row.attempts()) {
            String name = "attempt " + attempt.index();
            usage(name, attempt.usage(), attempt.usageSource(), broken);
            negative(name + "'s cost", attempt.costNano(), broken);
            negative(name + "'s provider cost", attempt.providerCostNano(), broken);
            negative(name + "'s reservation", attempt.reservedNano(), broken);
            postings(row, attempt, name, broken);
        }
        return List.copyOf(broken);
    }

    /** Whether the attempts' costs add up to the call's; an answer that was reused may have none, and costs nothing. */
    public static boolean attemptsAddUp(CallRow row) {
        List<AttemptRow> tries = row.tries();
        if (tries.isEmpty()) {
            return row.customCost() || Usage.orZero(row.costNano()) == 0;
        }
        Long sum = 0L;
        for (AttemptRow attempt : tries) {
            Long cost = attempt.costNano();
            if (cost == null) {
                return row.costNano() == null;
            }
            sum += cost;
        }
        return sum.equals(row.costNano());
    }

    private static void attempts(CallRow row, List<String> broken) {
        if (!attemptsAddUp(row)) {
            broken.add("the attempts' costs are not the call's cost of " + row.costNano());
        }
    }

    /** What it would have cost and used stands beside the row, never in it. */
    private static void reuse(CallRow row, List<String> broken) {
        Reuse reuse = row.reuse();
        if (reuse == null) {
            return;
        }
        if (row.costNano() == null || row.costNano() != 0) {
            broken.add("the call's answer was reused, and costs " + row.costNano());
        }
        if (!row.usage().isEmpty()) {
            broken.add("the call's answer was reused, and used tokens");
        }
        negative("the saved cost", reuse.savedNano(), broken);
        if (reuse.tokensIn() < 0 || reuse.tokensOut() < 0) {
            broken.add("the call saved a count of tokens below 0");
        }
    }

    private static void usage(String whose, Usage usage, UsageSource source, List<String> broken) {
        if ((source == UsageSource.NONE) != usage.isEmpty()) {
            broken.add(whose + " has usage from " + source + " that is " + (usage.isEmpty() ? "empty" : "not empty"));
        }
        if (counts(usage).anyMatch(count -> count < 0)) {
            broken.add(whose + " has a count below 0");
        }
        if (Usage.orZero(usage.outputReasoning()) > Usage.orZero(usage.output())) {
            broken.add(whose + " has more reasoning than output");
        }
        if (Usage.orZero(usage.outputAudio()) + Usage.orZero(usage.outputImage()) > Usage.orZero(usage.output())) {
            broken.add(whose + " has more audio and image than output");
        }
        if (Usage.orZero(usage.inputAudio()) + Usage.orZero(usage.inputImage()) > Usage.orZero(usage.input())) {
            broken.add(whose + " has more audio and image than input");
        }
    }

    private static Stream<Long> counts(Usage usage) {
        return Stream.concat(
                Stream.of(
                                usage.input(),
                                usage.cacheRead(),
                                usage.cacheWrite5m(),
                                usage.cacheWrite1h(),
                                usage.output(),
                                usage.outputReasoning(),
                                usage.inputAudio(),
                                usage.inputImage(),
                                usage.inputToolPrompt(),
                                usage.outputAudio(),
                                usage.outputImage())
                        .map(Usage::orZero),
                usage.serverTools().values().stream());
    }

    private static void negative(String what, @Nullable Long amount, List<String> broken) {
        if (amount != null && amount < 0) {
            broken.add(what + " is " + amount);
        }
    }

    /** Correcting a price changes no posting, so a corrected row is not held to them. */
    private static void postings(CallRow row, AttemptRow attempt, String name, List<String> broken) {
        for (Posting posting : attempt.postings()) {
            if (posting.amount() < 0) {
                broken.add(name + " posts " + posting.amount() + " " + posting.counted());
            }
            Long due = row.original() == null && posting.counted() == Counted.COST ? due(attempt) : null;
            if (due != null && posting.amount() != due) {
                broken.add(name + " is " + attempt.settlement() + " and posts a cost of " + posting.amount() + " where "
                        + due + " is due");
            }
        }
    }

    /** What a bucket of money should have got; null where nobody can say. */
    private static @Nullable Long due(AttemptRow attempt) {
        return switch (attempt.settlement()) {
            case SETTLED -> greater(attempt.costNano(), attempt.providerCostNano());
            case RELEASED -> Long.valueOf(0);
            // Where a limit only counts afterwards, nothing is held meanwhile.
            case HELD -> null;
            case EXPIRED -> attempt.reservedNano();
        };
    }

    private static @Nullable Long greater(@Nullable Long cost, @Nullable Long charged) {
        if (cost == null || charged == null) {
            return cost == null ? charged : cost;
        }
        return Long.valueOf(Math.max(cost, charged));
    }
}
