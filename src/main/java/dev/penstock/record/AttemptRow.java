package dev.penstock.record;

import dev.penstock.call.Posting;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one target.
 *
 * @param index 0-based over the whole call
 * @param step the universal step it served
 * @param host where it went, scheme and port included
 * @param status the upstream's status, 0 where none came
 * @param startedMicros since the call began
 * @param upstreamRequestId the provider's own id for it
 * @param serviceTier the tier that served it, as the answer names it
 * @param reservedNano the most it could have cost, held before it was sent; null where no limit asked for it
 * @param providerCostNano what the provider charges at most, where that is not the cost
 * @param settlement how what was held for it was let go
 * @param postings what it put into which buckets: the ledger's entries
 */
public record AttemptRow(
        int index,
        int step,
        String provider,
        String model,
        String host,
        int status,
        @Nullable String failure,
        @Nullable String detail,
        long startedMicros,
        long durationMicros,
        @Nullable Long firstByteMicros,
        Usage usage,
        UsageSource usageSource,
        @Nullable Long costNano,
        @Nullable String priceVersion,
        @Nullable String upstreamRequestId,
        @Nullable String serviceTier,
        @Nullable Long reservedNano,
        @Nullable Long providerCostNano,
        Settlement settlement,
        List<Posting> postings) {

    public AttemptRow {
        postings = List.copyOf(postings);
    }

    /** What limits counted of a call that no provider was asked for: no attempt, and shown nowhere as one. */
    public static AttemptRow counting(int index, int step, List<Posting> postings) {
        return new AttemptRow(
                index,
                step,
                "",
                "",
                "",
                0,
                null,
                null,
                0,
                0,
                null,
                Usage.NONE,
                UsageSource.NONE,
                0L,
                null,
                null,
                null,
                null,
                null,
                Settlement.SETTLED,
                postings);
    }

    /** Whether a provider was tried: it answered or failed, even where a bare row no longer says which one it was. */
    boolean isTry() {
        return !host.isEmpty() || status != 0 || failure != null;
    }

    /** Without what a provider wrote. */
    AttemptRow bare() {
        return new AttemptRow(
                index,
                step,
                provider,
                model,
                "",
                status,
                failure,
                null,
                startedMicros,
                durationMicros,
                firstByteMicros,
                usage,
                usageSource,
                costNano,
                priceVersion,
                null,
                serviceTier,
                reservedNano,
                providerCostNano,
                settlement,
                postings);
    }

    AttemptRow estimated(Usage counted, @Nullable Long cost, @Nullable Long charged, @Nullable String version) {
        return costing(counted, UsageSource.ESTIMATED, cost, version)
                .with(serviceTier, reservedNano, charged, settlement, postings);
    }

    /** The same with how the ledger stands after all. */
    public AttemptRow settled(Settlement how, List<Posting> entries) {
        return with(serviceTier, reservedNano, providerCostNano, how, entries);
    }

    /** The same with what the ledger says of it. */
    public AttemptRow with(
            @Nullable String tier,
            @Nullable Long reserved,
            @Nullable Long charged,
            Settlement how,
            List<Posting> entries) {
        return new AttemptRow(
                index,
                step,
                provider,
                model,
                host,
                status,
                failure,
                detail,
                startedMicros,
                durationMicros,
                firstByteMicros,
                usage,
                usageSource,
                costNano,
                priceVersion,
                upstreamRequestId,
                tier,
                reserved,
                charged,
                how,
                entries);
    }

    /** The same at another price. */
    public AttemptRow repriced(@Nullable Long cost, @Nullable String version) {
        return costing(usage, usageSource, cost, version);
    }

    private AttemptRow costing(Usage counted, UsageSource source, @Nullable Long cost, @Nullable String version) {
        return new AttemptRow(
                index,
                step,
                provider,
                model,
                host,
                status,
                failure,
                detail,
                startedMicros,
                durationMicros,
                firstByteMicros,
                counted,
                source,
                cost,
                version,
                upstreamRequestId,
                serviceTier,
                reservedNano,
                providerCostNano,
                settlement,
                postings);
    }
}
