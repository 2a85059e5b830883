package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.call.Outcome;
import dev.penstock.call.Posting;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.upstream.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt comes to, for the ledger. Nobody charges for what never left or was turned down; what was used is
 * charged as used; where only the provider knows, the most it can charge is kept.
 *
 * @param providerCostNano the most the provider charges, where that is not the cost
 */
record Settling(Settlement how, @Nullable Long providerCostNano, List<Posting> postings) {

    /** How well it is known what an attempt used. */
    enum Known {
        NOTHING_USED,
        USED,
        BEING_COUNTED,
        PROVIDER_ONLY
    }

    /** @param priced whether the cost is known whatever was used */
    static Known known(CallScope scope, Attempt attempt, Outcome outcome, UsageSource source, boolean priced) {
        boolean served = scope.isServed(attempt);
        if (!attempt.call().hasLeft()) {
            return Known.NOTHING_USED;
        }
        return switch (attempt.reply()) {
            case Reply.Shared shared -> Known.NOTHING_USED;
            case Reply.NotAnswered nothing -> unsaid(scope, attempt, outcome, source);
            // Who says that it failed charges nothing; of an answer that broke off before it was seen nobody knows.
            case Reply.Answered answered when !served && answered.failed().isPresent() -> Known.NOTHING_USED;
            case Reply.Answered answered when answered.status() < 200 || answered.status() >= 300 -> Known.NOTHING_USED;
            case Reply.Answered answered ->
                served
                                && isDelivered(outcome)
                                && (source != UsageSource.NONE || priced)
                                && !isCounted(scope, outcome, source)
                        ? Known.USED
                        : unsaid(scope, attempt, outcome, source);
        };
    }

    /** Whether an attempt that is not delivered certainly costs nothing. */
    static boolean isFree(Attempt attempt) {
        return !attempt.call().hasLeft()
                || (attempt.reply() instanceof Reply.Answered answered
                        && answered.failed().isPresent());
    }

    private static boolean isDelivered(Outcome outcome) {
        return outcome != Outcome.FAILED && outcome != Outcome.REFUSED;
    }

    private static boolean isCounted(CallScope scope, Outcome outcome, UsageSource source) {
        return Estimates.isNeeded(scope, outcome, source);
    }

    /** Only the last one is counted: what an earlier attempt brought was never read. */
    private static Known unsaid(CallScope scope, Attempt attempt, Outcome outcome, UsageSource source) {
        boolean isLast = scope.isLatest(attempt);
        return isLast && isCounted(scope, outcome, source) ? Known.BEING_COUNTED : Known.PROVIDER_ONLY;
    }

    /**
     * @param entry what was taken for the attempt; empty where no limit asked
     * @param costNano what the answer costs; null is unknown
     * @param budgetedNano what a budget counts for it; null is unknown
     */
    static Settling of(
            Known known,
            Optional<CallAccount.Entry> entry,
            Usage usage,
            @Nullable Long costNano,
            @Nullable Long budgetedNano) {
        List<Posting> held = entry.map(CallAccount.Entry::postings).orElse(List.of());
        List<Posting> worst = entry.map(CallAccount.Entry::worst).orElse(List.of());
        Long reserved = entry.map(CallAccount.Entry::reservedNano).orElse(null);
        // There is no output without a prompt: an answer that tells the one and hides the other has said too little.
        boolean hidesPrompt = usage.inputTotal() == null && orZero(usage.output()) > 0 && reserved != null;
        return switch (known == Known.USED && hidesPrompt ? Known.PROVIDER_ONLY : known) {
            case NOTHING_USED -> new Settling(Settlement.RELEASED, null, amounts(held, 0, 0, 0));
            case BEING_COUNTED -> new Settling(Settlement.HELD, reserved, held);
            case PROVIDER_ONLY -> new Settling(Settlement.SETTLED, reserved, worst);
            case USED -> {
                // What has no price keeps what was held for it: unknown is not free.
                Long counted = budgetedNano == null ? reserved : budgetedNano;
                long cost = Math.max(orZero(costNano), orZero(counted));
                yield new Settling(
                        Settlement.SETTLED,
                        Objects.equals(counted, costNano) ? null : counted,
                        amounts(worst, orZero(usage.inputTotal()), orZero(usage.output()), cost));
            }
        };
    }

    /**
     * What was held, after a count: no less than was delivered, no more than was held where the rest is only feared.
     *
     * @param feared output tokens the provider may have made beyond those that were seen
     * @param cost the greater of what is charged here and what the provider charges
     */
    static List<Posting> counted(List<Posting> held, Usage usage, long feared, long cost) {
        long output = orZero(usage.output());
        List<Posting> least = amounts(held, orZero(usage.inputTotal()), output, cost);
        List<Posting> most = amounts(held, orZero(usage.inputTotal()), output + feared, cost);
        List<Posting> settled = new ArrayList<>(held.size());
        for (int i = 0; i < held.size(); i++) {
            long bounded = Math.min(most.get(i).amount(), held.get(i).amount());
            settled.add(held.get(i).amount(Math.max(least.get(i).amount(), bounded)));
        }
        return settled;
    }

    private static List<Posting> amounts(List<Posting> held, long input, long output, long cost) {
        return held.stream()
                .map(posting ->
                        posting.amount(CallAccount.amount(posting.counted(), input, output, cost, posting.amount())))
                .toList();
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : Math.max(0, count);
    }
}
