package dev.penstock.testkit;

import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Rows of calls that were answered without a provider. */
public final class ReusedRows {
    /** What the call saved that {@link SampleRows#row(int)} would have been. */
    public static final Reuse HIT = of(Reuse.Kind.HIT);

    private static final List<Reuse.Kind> KINDS = List.of(Reuse.Kind.values());

    private ReusedRows() {}

    public static Reuse of(Reuse.Kind kind) {
        return new Reuse(kind, SampleRows.id(7), 531_000L, 800_345, 1_012, 164);
    }

    /** One of each kind, seldom of unknown cost. */
    static Reuse random(Random random) {
        Reuse.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        Long nano = random.nextInt(5) == 0 ? null : (Long) random.nextLong(9_000_000);
        return new Reuse(
                kind, SampleRows.id(random.nextInt(9)), nano, random.nextInt(9_000_000), random.nextInt(5_000), 40);
    }

    /** A row of the same call, had it been answered that way. */
    public static CallRow row(int number, Reuse reuse, AttemptRow... attempts) {
        return reused(SampleRows.row(number), reuse, List.of(attempts));
    }

    /** The same call, had it been answered that way: nothing was used, and nothing charged. */
    public static CallRow reused(CallRow row, Reuse reuse, List<AttemptRow> attempts) {
        return copy(row, reuse, Usage.NONE, UsageSource.NONE, 0L, attempts);
    }

    /** A row nobody should write: it was answered that way, and is charged as if it were not. */
    public static CallRow charged(CallRow row, Reuse reuse) {
        return copy(row, reuse, row.usage(), row.usageSource(), row.costNano(), row.attempts());
    }

    private static CallRow copy(
            CallRow row, Reuse reuse, Usage usage, UsageSource source, @Nullable Long cost, List<AttemptRow> attempts) {
        return new CallRow(
                row.id(),
                row.eventId(),
                row.requestId(),
                row.scope(),
                row.createdAt(),
                row.durationMicros(),
                row.firstByteMicros(),
                row.surface(),
                row.method(),
                row.path(),
                row.provider(),
                row.model(),
                row.step(),
                row.status(),
                row.outcome(),
                row.failure(),
                row.stream(),
                reuse,
                row.requestContentType(),
                row.responseContentType(),
                row.requestSize(),
                row.responseSize(),
                usage,
                source,
                cost,
                null,
                false,
                null,
                row.metadata(),
                row.userAgent(),
                row.tokenId(),
                row.keyAlias(),
                row.credential(),
                row.modelType(),
                row.dlpAction(),
                row.session(),
                null,
                row.logged(),
                row.requestHead(),
                row.responseHead(),
                row.configRevision(),
                attempts,
                row.bodies(),
                row.decisions());
    }
}
