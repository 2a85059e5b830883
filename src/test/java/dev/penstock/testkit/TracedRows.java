package dev.penstock.testkit;

import dev.penstock.call.Counted;
import dev.penstock.call.Credential;
import dev.penstock.call.Decision;
import dev.penstock.call.Posting;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of calls that say what was decided on their way. */
public final class TracedRows {
    private static final long DAY = SampleRows.NOON + 43_200_000;

    private TracedRows() {}

    public static Decision decision(int number) {
        return new Decision(number * 1_000L, Decision.Kind.CHOSEN, "openai/gpt-5-mini", "number " + number);
    }

    /** A call whose first target was throttled, then timed out, and whose second one answered. */
    public static CallRow fallenBack() {
        AttemptRow throttled = attempt(0, 0, "openai", "gpt-5-mini", 429, "throttled", 310, 120_250, Usage.NONE)
                .with(null, 6_000_000L, null, Settlement.RELEASED, List.of(posting(0)));
        AttemptRow late = attempt(1, 0, "openai", "gpt-5-mini", 0, "timed_out_first_byte", 620_700, 500_000, Usage.NONE)
                .with(null, 6_000_000L, 6_000_000L, Settlement.SETTLED, List.of(posting(6_000_000)));
        Usage usage = new Usage(812L, null, null, null, 164L, null, null, null, null, null, null, Map.of(), null);
        AttemptRow answered = attempt(2, 1, "anthropic", "claude-haiku-4-5", 200, null, 1_121_000, 678_500, usage)
                .with("standard", 8_000_000L, null, Settlement.SETTLED, List.of(posting(1_632_000), calls()));
        CallRow row = PricedRows.row(1_632_000L, throttled, late, answered);
        return copy(
                row,
                1_799_700,
                1_361_100L,
                true,
                "spare",
                Credential.STORED,
                List.of(
                        new Decision(290, Decision.Kind.ROUTE, "dynamic/support", "version 3, the live one"),
                        new Decision(295, Decision.Kind.BRANCH, "by-plan", "metadata.plan is \"free\""),
                        new Decision(120_600, Decision.Kind.WAITED, "openai/gpt-5-mini", "500 ms before a further try"),
                        new Decision(620_600, Decision.Kind.RETRY, "openai/gpt-5-mini", "after throttled"),
                        new Decision(
                                1_120_900,
                                Decision.Kind.FALL_BACK,
                                "openai/gpt-5-mini",
                                "after timed_out_first_byte")));
    }

    private static Posting posting(long amount) {
        return new Posting("acme/main/spend:team@fixed:86400s:cost/metadata.team=search", Counted.COST, 7, amount, DAY);
    }

    private static Posting calls() {
        return new Posting("acme/*/account:all@fixed:60s:requests", Counted.REQUESTS, 7, 1, DAY);
    }

    private static AttemptRow attempt(
            int index,
            int step,
            String provider,
            String model,
            int status,
            @Nullable String failure,
            long started,
            long duration,
            Usage usage) {
        boolean answers = status != 0;
        return new AttemptRow(
                index,
                step,
                provider,
                model,
                "https://api." + provider + ".com",
                status,
                failure,
                failure == null ? null : answers ? "upstream answered " + status : "no first byte within 500 ms",
                started,
                duration,
                answers ? (Long) Math.min(duration, 240_000) : null,
                usage,
                usage.isEmpty() ? UsageSource.NONE : UsageSource.REPORTED,
                usage.isEmpty() ? (failure == null ? null : (Long) 0L) : (Long) 1_632_000L,
                usage.isEmpty() ? null : "2026-11-20",
                null,
                null,
                null,
                null,
                Settlement.SETTLED,
                List.of());
    }

    /** The same call, with these decisions. */
    public static CallRow with(CallRow row, List<Decision> decisions) {
        return copy(
                row,
                row.durationMicros(),
                row.firstByteMicros(),
                row.stream(),
                row.keyAlias(),
                row.credential(),
                decisions);
    }

    private static CallRow copy(
            CallRow row,
            long duration,
            @Nullable Long firstByte,
            boolean stream,
            @Nullable String alias,
            Credential credential,
            List<Decision> decisions) {
        return new CallRow(
                row.id(),
                row.eventId(),
                row.requestId(),
                row.scope(),
                row.createdAt(),
                duration,
                firstByte,
                row.surface(),
                row.method(),
                row.path(),
                row.provider(),
                row.model(),
                row.step(),
                row.status(),
                row.outcome(),
                row.failure(),
                stream,
                row.reuse(),
                row.requestContentType(),
                row.responseContentType(),
                row.requestSize(),
                row.responseSize(),
                row.usage(),
                row.usageSource(),
                row.costNano(),
                row.providerCostNano(),
                row.customCost(),
                row.priceVersion(),
                row.metadata(),
                row.userAgent(),
                row.tokenId(),
                alias,
                credential,
                row.modelType(),
                row.dlpAction(),
                row.session(),
                row.original(),
                row.logged(),
                row.requestHead(),
                row.responseHead(),
                row.configRevision(),
                row.attempts(),
                row.bodies(),
                decisions);
    }
}
