package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.call.Budgeting;
import dev.penstock.call.Outcome;
import dev.penstock.call.Posting;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.meter.UnseenThinking;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Completes the rows of calls whose usage was not, or not wholly, reported: what was delivered is counted, and the row
 * says that it is an estimate. A call that reached a provider is never free because it was broken off.
 */
final class Estimates {
    private Estimates() {}

    static void complete(CallScope scope, CallRow row) {
        if (!isNeeded(scope, row.outcome(), row.usageSource())) {
            scope.engine.metrics().ended(row);
            return;
        }
        Step step = scope.steps.get(scope.place());
        CharSequence delivered = scope.metered == null ? "" : scope.metered.delivered();
        scope.engine
                .estimating()
                .count(
                        row.model(),
                        step.body(),
                        delivered,
                        (input, output) -> scope.onRecord.amend(
                                estimated(scope, step, row, input, whole(scope, delivered.length(), output))));
    }

    /** Of a long answer only the beginning is kept to be counted; the rest is as dense. */
    private static long whole(CallScope scope, long kept, long tokens) {
        long all = scope.metered == null ? 0 : scope.metered.deliveredChars();
        return all <= kept || kept == 0 ? tokens : Math.ceilDiv(tokens * all, kept);
    }

    static boolean isNeeded(CallScope scope, Outcome outcome, UsageSource source) {
        boolean refusedByProvider = scope.status != 0 && (scope.status < 200 || scope.status >= 300);
        if (scope.walk == null
                || scope.steps.isEmpty()
                || refusedByProvider
                || failedFree(scope)
                || !isCountable(scope.steps.get(scope.place()))) {
            return false;
        }
        boolean isUntold = source == UsageSource.NONE && deliveredText(scope);
        return switch (outcome) {
            case WHOLE -> isUntold;
            // Behind the terminal event nothing more is used, however the connection ends: it is settled as a whole
            // one.
            case BROKEN, CLIENT_CLOSED -> hasEnded(scope) ? isUntold : hasLeft(scope);
            case REFUSED, FAILED -> false;
        };
    }

    /** Its client left while a further try was waited for: whoever said that it failed charges nothing. */
    private static boolean failedFree(CallScope scope) {
        Attempt latest = scope.latest();
        return latest != null && !scope.isServed(latest) && Settling.isFree(latest);
    }

    /** What never left for a provider costs nothing, also where an earlier attempt did: that one stands for itself. */
    private static boolean hasLeft(CallScope scope) {
        Attempt latest = scope.latest();
        return latest != null && latest.call().hasLeft();
    }

    private static boolean hasEnded(CallScope scope) {
        return scope.metered != null && scope.metered.hasEnded();
    }

    private static boolean deliveredText(CallScope scope) {
        return scope.metered != null && !scope.metered.delivered().isEmpty();
    }

    private static boolean isCountable(Step step) {
        return switch (step.route().dialect()) {
            case OPAQUE, OPENAI_OTHER, REPLICATE -> false;
            case OPENAI_CHAT, OPENAI_COMPLETIONS, OPENAI_RESPONSES, ANTHROPIC_MESSAGES, GEMINI -> true;
            case BEDROCK_CONVERSE, BEDROCK_INVOKE, COHERE_V1, COHERE_V2, OLLAMA, WORKERS_AI_RUN -> true;
        };
    }

    private static CallRow estimated(CallScope scope, Step step, CallRow row, long input, long output) {
        Usage usage = merged(row.usage(), input, output);
        Pricing.Priced cost = priced(scope, step, row, usage);
        Optional<CallAccount.Entry> entry = entry(scope);
        long feared = feared(scope, step, row, entry, usage);
        @Nullable Long charged = charged(scope, step, row, entry, usage, input, feared);
        CallRow estimated = row.estimated(usage, cost.costNano(), charged, cost.version());
        Long budgeted = Pricing.budgeted(scope, step, row.model(), usage, cost, tier(scope));
        // Without a price nothing is known of the cost: what was held is kept.
        Long counted =
                budgeted == null ? entry.map(CallAccount.Entry::reservedNano).orElse(null) : budgeted;
        long greater = Math.max(orZero(counted), orZero(charged));
        List<Posting> postings = entry.map(taken -> Settling.counted(taken.worst(), usage, feared, greater))
                .orElse(List.of());
        return settled(estimated, postings);
    }

    /**
     * Output tokens the provider may charge beyond those that were delivered. A body that is not streamed is made to its
     * end whether anybody waits or not; a stream stops a little after its caller has left, unless its provider is known to
     * go on. Of a stream that has not begun nobody saw how much was made, and what a model thought unseen may be anything up
     * to its bound: some think before their first word.
     */
    private static long feared(
            CallScope scope, Step step, CallRow row, Optional<CallAccount.Entry> entry, Usage usage) {
        if (row.outcome() == Outcome.WHOLE) {
            return 0;
        }
        boolean thoughtUnseen = row.usage().output() == null && UnseenThinking.isBy(row.model());
        boolean runsOn = !step.streams()
                || scope.served == null
                || thoughtUnseen
                || scope.budgeting().aborted() == Budgeting.Aborted.RUNS_ON;
        OptionalLong most =
                entry.map(CallAccount.Entry::mostOutput).orElse(step.asked().maxOutput());
        long delivered = orZero(usage.output());
        if (runsOn) {
            return most.isPresent() ? Math.max(0, most.getAsLong() - delivered) : 0;
        }
        return entry.isPresent() ? scope.budgeting().slack() : 0;
    }

    private static @Nullable Long charged(
            CallScope scope,
            Step step,
            CallRow row,
            Optional<CallAccount.Entry> entry,
            Usage usage,
            long input,
            long feared) {
        if (feared == 0) {
            return null;
        }
        Usage most = merged(usage, input, orZero(usage.output()) + feared);
        Long charged = priced(scope, step, row, most).costNano();
        Long reserved = entry.map(CallAccount.Entry::reservedNano).orElse(null);
        return charged == null || reserved == null ? charged : (Long) Math.min(charged, reserved);
    }

    private static CallRow settled(CallRow row, List<Posting> postings) {
        if (row.attempts().isEmpty()) {
            return row;
        }
        List<AttemptRow> attempts = new ArrayList<>(row.attempts());
        attempts.add(attempts.removeLast().settled(Settlement.SETTLED, postings));
        return row.settled(attempts);
    }

    private static Optional<CallAccount.Entry> entry(CallScope scope) {
        Attempt latest = scope.latest();
        return latest == null ? Optional.empty() : scope.account.entry(latest.index());
    }

    private static Optional<String> tier(CallScope scope) {
        return scope.metered == null ? Optional.empty() : scope.metered.serviceTier();
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : Math.max(0, count);
    }

    private static Pricing.Priced priced(CallScope scope, Step step, CallRow row, Usage usage) {
        return Pricing.price(
                scope.snapshot.prices(),
                step,
                row.model(),
                usage,
                UsageSource.ESTIMATED,
                tier(scope),
                scope.engine.clock());
    }

    /** What was reported stands; counts fill what was not, and raise an output count that stopped early. */
    private static Usage merged(Usage reported, long input, long output) {
        Long said = reported.output();
        return new Usage(
                reported.inputTotal() == null ? Long.valueOf(input) : reported.input(),
                reported.cacheRead(),
                reported.cacheWrite5m(),
                reported.cacheWrite1h(),
                said == null ? output : Math.max(said, output),
                reported.outputReasoning(),
                reported.inputAudio(),
                reported.inputImage(),
                reported.inputToolPrompt(),
                reported.outputAudio(),
                reported.outputImage(),
                reported.serverTools(),
                null);
    }
}
