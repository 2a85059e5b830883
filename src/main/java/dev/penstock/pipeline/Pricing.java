package dev.penstock.pipeline;

import dev.penstock.call.Budgeting.Unpriced;
import dev.penstock.call.CostLine;
import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.meter.Bill;
import dev.penstock.meter.CustomCost;
import dev.penstock.meter.PriceBook;
import dev.penstock.record.CallRow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an answer costs: the client's own figure, else the provider's where it is the truth, else from the price book. */
final class Pricing {
    private Pricing() {}

    /**
     * @param costNano null is unknown
     * @param version of the prices; null where none were needed
     */
    record Priced(@Nullable Long costNano, @Nullable String version, boolean custom) {
        /** Nothing was used, so nothing is owed. */
        static final Priced NOTHING_USED = new Priced(0L, null, false);
    }

    static Priced price(
            PriceBook prices,
            Step step,
            String model,
            Usage usage,
            UsageSource source,
            Optional<String> tier,
            InstantSource clock) {
        Optional<CustomCost> custom = custom(step);
        if (custom.isPresent()) {
            return new Priced(nano(custom.get().cost(usage)), null, true);
        }
        if (source == UsageSource.NONE) {
            return new Priced(null, prices.version(), false);
        }
        Instant now = clock.instant();
        Optional<NanoUsd> cost = prices.cost(step.provider(), model, usage, tier, now)
                .or(() -> prices.cost(step.provider(), step.model(), usage, tier, now));
        return new Priced(nano(cost), prices.version(), false);
    }

    /** The units of a row's cost at their prices; none where it was not made from prices. */
    static List<CostLine> lines(CallScope scope, CallRow row) {
        PriceBook prices = scope.snapshot.prices();
        Optional<String> tier = scope.metered == null ? Optional.empty() : scope.metered.serviceTier();
        Instant now = scope.engine.clock().instant();
        return prices.bill(row.provider(), row.model(), row.usage(), tier, now)
                .or(() -> prices.bill(
                        row.provider(), scope.steps.get(scope.place()).model(), row.usage(), tier, now))
                .map(Bill::lines)
                .orElse(List.of());
    }

    /** What the client says its call costs. */
    static Optional<CustomCost> custom(Step step) {
        return step.options().customCost().map(CustomCost::parse);
    }

    /**
     * What a budget counts: the cost, unless it is the client's own figure and clients are not to be trusted, or is
     * unknown and the gateway wants such calls estimated; null is unknown.
     */
    static @Nullable Long budgeted(
            CallScope scope, Step step, String model, Usage usage, Priced priced, Optional<String> tier) {
        PriceBook prices = scope.snapshot.prices();
        Instant now = scope.engine.clock().instant();
        if (priced.custom() && !scope.budgeting().trustsCustomCost()) {
            return nano(prices.cost(step.provider(), model, usage, tier, now)
                    .or(() -> prices.cost(step.provider(), step.model(), usage, tier, now)));
        }
        boolean estimates = priced.costNano() == null && scope.budgeting().unpriced() == Unpriced.ESTIMATE;
        return estimates
                ? nano(prices.costByFamily(step.provider(), step.model(), usage, tier, now))
                : priced.costNano();
    }

    private static @Nullable Long nano(Optional<NanoUsd> cost) {
        return cost.map(NanoUsd::amount).orElse(null);
    }
}
