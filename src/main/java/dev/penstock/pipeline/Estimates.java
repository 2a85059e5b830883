package dev.penstock.pipeline;

import dev.penstock.call.Outcome;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Completes the rows of calls whose usage was not, or not wholly, reported: what was delivered is counted, and the row
 * says that it is an estimate. A call that reached a provider is never free because it was broken off.
 */
final class Estimates {
    private Estimates() {}

    static void complete(CallScope scope, CallRow row) {
        if (scope.walk == null || scope.steps.isEmpty() || !isNeeded(scope, row)) {
            scope.engine.metrics().ended(row);
            return;
        }
        Step step = scope.steps.get(lastStep(scope));
        CharSequence delivered = scope.metered == null ? "" : scope.metered.delivered();
        scope.engine
                .estimating()
                .count(
                        row.model(),
                        step.body(),
                        delivered,
                        (input, output) -> scope.amend(estimated(scope, step, row, input, output)));
    }

    private static int lastStep(CallScope scope) {
        if (scope.served != null) {
            return scope.served.index();
        }
        int tried = scope.walk == null ? 0 : scope.walk.attempts().size();
        return Math.clamp(tried - 1, 0, scope.steps.size() - 1);
    }

    private static boolean isNeeded(CallScope scope, CallRow row) {
        boolean refusedByProvider = row.status() != 0 && (row.status() < 200 || row.status() >= 300);
        if (refusedByProvider || !isCountable(scope.steps.get(lastStep(scope)))) {
            return false;
        }
        return switch (row.outcome()) {
            case WHOLE -> row.usageSource() == UsageSource.NONE && deliveredText(scope);
            // Behind the terminal event nothing more is used, however the connection ends.
            case BROKEN, CLIENT_CLOSED -> hasLeft(scope) && (row.usageSource() == UsageSource.NONE || !hasEnded(scope));
            case REFUSED, FAILED -> false;
        };
    }

    /** What never left for a provider costs nothing. */
    private static boolean hasLeft(CallScope scope) {
        return scope.walk != null
                && scope.walk.attempts().stream()
                        .anyMatch(attempt -> attempt.call().hasLeft());
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
        // A body that was not streamed is made to its end whether anybody waits or not, and charged; a stream stops.
        boolean runsOn = row.outcome() == Outcome.CLIENT_CLOSED && !step.streams();
        Optional<Long> most = runsOn && step.asked().maxOutput().isPresent()
                ? Optional.of(step.asked().maxOutput().getAsLong())
                : Optional.empty();
        @Nullable
        Long charged = most.map(
                        m -> priced(scope, step, row, merged(usage, input, m)).costNano())
                .orElse(null);
        return row.estimated(usage, cost.costNano(), charged, cost.version());
    }

    private static Pricing.Priced priced(CallScope scope, Step step, CallRow row, Usage usage) {
        return Pricing.price(
                scope.snapshot.prices(),
                step,
                row.model(),
                usage,
                UsageSource.ESTIMATED,
                Optional.empty(),
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
