package dev.penstock.record;

import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
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
        @Nullable String upstreamRequestId) {

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
                null);
    }

    AttemptRow estimated(Usage counted, @Nullable Long cost, @Nullable String version) {
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
                UsageSource.ESTIMATED,
                cost,
                version,
                upstreamRequestId);
    }
}
