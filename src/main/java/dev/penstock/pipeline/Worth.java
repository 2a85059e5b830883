package dev.penstock.pipeline;

import dev.penstock.call.Budgeting.Unpriced;
import dev.penstock.call.NanoUsd;
import dev.penstock.dialect.Asked;
import dev.penstock.meter.CustomCost;
import dev.penstock.meter.PriceBook;
import dev.penstock.meter.TokenBound;
import dev.penstock.meter.WorstCase;
import dev.penstock.policy.limit.Amounts;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** What an attempt can come to at most: tokens by what it asks, money by its target's prices. */
record Worth(WorstCase.Size size, OptionalLong costNano) {
    private static final WorstCase.Size NOTHING = new WorstCase.Size(0, 0, Optional.empty());

    /** Calls that only ask for something that is there: lists of models, files, results. They make nothing. */
    private static final Worth FREE = new Worth(NOTHING, OptionalLong.of(0));

    /** At most, as can be said without reading a word. */
    static Worth rough(CallScope scope, Step step) {
        return of(scope, step, inputBound(scope, step));
    }

    /** @param input the most input tokens */
    static Worth of(CallScope scope, Step step, long input) {
        boolean asksNothing = step.body().length == 0 && step.model().isEmpty();
        if (asksNothing) {
            return FREE;
        }
        Asked asked = step.asked();
        PriceBook prices = scope.snapshot.prices();
        long output = makesTokens(step)
                ? TokenBound.output(
                        asked.maxOutput(),
                        asked.choices(),
                        prices.maxOutput(step.provider(), step.model()),
                        scope.budgeting().assumedOutput())
                : 0;
        WorstCase.Size size = new WorstCase.Size(
                input, output, asked.serviceTier(), asked.parts().media());
        return new Worth(size, cost(scope, step, size));
    }

    private static long inputBound(CallScope scope, Step step) {
        OptionalLong context = scope.snapshot.prices().maxContext(step.provider(), step.model());
        return TokenBound.input(step.model(), step.body().length, step.asked().parts(), context);
    }

    Amounts amounts() {
        return new Amounts(costNano, size.inputTokens(), size.outputTokens());
    }

    private static OptionalLong cost(CallScope scope, Step step, WorstCase.Size size) {
        Optional<CustomCost> custom =
                Pricing.custom(step).filter(own -> scope.budgeting().trustsCustomCost());
        if (custom.isPresent()) {
            return OptionalLong.of(custom.get().worst(size).amount());
        }
        PriceBook prices = scope.snapshot.prices();
        Instant now = scope.engine.clock().instant();
        Optional<NanoUsd> known = prices.worst(step.provider(), step.model(), size, now);
        boolean estimates = known.isEmpty() && scope.budgeting().unpriced() == Unpriced.ESTIMATE;
        return nano(estimates ? prices.worstByFamily(step.provider(), step.model(), size, now) : known);
    }

    private static OptionalLong nano(Optional<NanoUsd> cost) {
        return cost.map(known -> OptionalLong.of(known.amount())).orElse(OptionalLong.empty());
    }

    /** Embeddings and the like give numbers, not tokens. */
    private static boolean makesTokens(Step step) {
        return !step.route().path().contains("embed")
                && !step.route().path().contains("moderations")
                && !step.route().path().contains("rerank");
    }
}
