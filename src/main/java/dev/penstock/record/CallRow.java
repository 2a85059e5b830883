package dev.penstock.record;

import dev.penstock.call.Credential;
import dev.penstock.call.Decision;
import dev.penstock.call.Outcome;
import dev.penstock.call.Reuse;
import dev.penstock.call.Scope;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request, as it is logged: Cloudflare's log fields and what we know beyond them.
 *
 * @param createdAt epoch milliseconds
 * @param durationMicros from the first byte read to the last byte written
 * @param firstByteMicros until the first byte of the answer was read; null where none came
 * @param surface native or universal
 * @param reuse how it was answered without a provider; null where a provider answered, or nobody did
 * @param tokenId the gateway token's id, null where none was needed
 * @param keyAlias the name of the stored key that was used, null where none was
 * @param modelType what kind of work was asked for, in the words of Cloudflare's model catalogue; null is unknown
 * @param dlpAction what was done about data that must not leave; null where nothing was found
 * @param session the run the call belongs to, null where it names none
 * @param original the cost before it was corrected; null where it never was
 * @param logged false where the call only counts: such a row is found by no query
 * @param costNano what the delivered answer costs, in billionths of a dollar; null is unknown, never free
 * @param providerCostNano what the provider will charge, where that differs from the cost
 * @param requestHead the request's headers as logged: allow-listed names, no credential
 * @param decisions what was decided on its way, in order; none of nearly all calls
 */
public record CallRow(
        String id,
        String eventId,
        String requestId,
        Scope scope,
        long createdAt,
        long durationMicros,
        @Nullable Long firstByteMicros,
        String surface,
        String method,
        String path,
        String provider,
        String model,
        int step,
        int status,
        Outcome outcome,
        @Nullable String failure,
        boolean stream,
        @Nullable Reuse reuse,
        @Nullable String requestContentType,
        @Nullable String responseContentType,
        long requestSize,
        long responseSize,
        Usage usage,
        UsageSource usageSource,
        @Nullable Long costNano,
        @Nullable Long providerCostNano,
        boolean customCost,
        @Nullable String priceVersion,
        @Nullable String metadata,
        @Nullable String userAgent,
        @Nullable String tokenId,
        @Nullable String keyAlias,
        Credential credential,
        @Nullable String modelType,
        @Nullable String dlpAction,
        @Nullable String session,
        @Nullable Original original,
        boolean logged,
        String requestHead,
        String responseHead,
        long configRevision,
        List<AttemptRow> attempts,
        @Nullable Bodies bodies,
        List<Decision> decisions) {
    /** More are not kept of a call. */
    public static final int MOST_DECISIONS = 64;

    public CallRow {
        attempts = List.copyOf(attempts);
        decisions = List.copyOf(decisions.size() <= MOST_DECISIONS ? decisions : decisions.subList(0, MOST_DECISIONS));
    }

    public boolean success() {
        return outcome == Outcome.WHOLE && status >= 200 && status < 400 && failure == null;
    }

    /** Whether our cache answered. */
    public boolean cached() {
        return reuse != null && reuse.kind().isCached();
    }

    /** Input tokens of all kinds that were used for it: none for an answer that was reused. */
    public @Nullable Long tokensIn() {
        return reuse == null ? usage.inputTotal() : (Long) 0L;
    }

    /** Output tokens that were made for it: none for an answer that was reused. */
    public @Nullable Long tokensOut() {
        return reuse == null ? usage.output() : (Long) 0L;
    }

    /** The attempts at providers: all, but for what limits counted of a reused answer. */
    public List<AttemptRow> tries() {
        return reuse == null || attempts.isEmpty()
                ? attempts
                : attempts.stream().filter(AttemptRow::isTry).toList();
    }

    /**
     * The same row with what was counted in place of what was not reported; the last attempt carries it too. Nothing is
     * counted of a reused answer: it was made for another call.
     */
    public CallRow estimated(
            Usage counted, @Nullable Long cost, @Nullable Long providerCost, @Nullable String version) {
        if (reuse != null) {
            return this;
        }
        List<AttemptRow> amended = new ArrayList<>(attempts);
        if (!amended.isEmpty()) {
            amended.add(amended.removeLast().estimated(counted, cost, providerCost, version));
        }
        return with(outcome, counted, UsageSource.ESTIMATED, cost, providerCost, version, metadata, original, amended);
    }

    /** The same row with other metadata. */
    public CallRow noted(@Nullable String other) {
        return with(outcome, usage, usageSource, costNano, providerCostNano, priceVersion, other, original, attempts);
    }

    /** The same row with its attempts as the ledger has them after all. */
    public CallRow settled(List<AttemptRow> settled) {
        return with(outcome, usage, usageSource, costNano, providerCostNano, priceVersion, metadata, original, settled);
    }

    /** The same row at corrected prices; what it cost first is kept. The attempt that served it is corrected, too. */
    public CallRow repriced(@Nullable Long cost, @Nullable String version) {
        List<AttemptRow> corrected = new ArrayList<>(attempts);
        if (!corrected.isEmpty()) {
            corrected.add(corrected.removeLast().repriced(cost, version));
        }
        return repriced(cost, version, corrected);
    }

    /** The same where the attempts are corrected already, each by what it used; no price is one of a reused answer. */
    public CallRow repriced(@Nullable Long cost, @Nullable String version, List<AttemptRow> corrected) {
        if (reuse != null) {
            return this;
        }
        Original first = original == null ? new Original(costNano, priceVersion) : original;
        return with(outcome, usage, usageSource, cost, providerCostNano, version, metadata, first, corrected);
    }

    /** The same row of a call whose client left before it had all of the answer. */
    public CallRow left() {
        return with(
                Outcome.CLIENT_CLOSED,
                usage,
                usageSource,
                costNano,
                providerCostNano,
                priceVersion,
                metadata,
                original,
                attempts);
    }

    private CallRow with(
            Outcome how,
            Usage counted,
            UsageSource source,
            @Nullable Long cost,
            @Nullable Long providerCost,
            @Nullable String version,
            @Nullable String noted,
            @Nullable Original first,
            List<AttemptRow> amended) {
        return new CallRow(
                id,
                eventId,
                requestId,
                scope,
                createdAt,
                durationMicros,
                firstByteMicros,
                surface,
                method,
                path,
                provider,
                model,
                step,
                status,
                how,
                failure,
                stream,
                reuse,
                requestContentType,
                responseContentType,
                requestSize,
                responseSize,
                counted,
                source,
                cost,
                providerCost,
                customCost,
                version,
                noted,
                userAgent,
                tokenId,
                keyAlias,
                credential,
                modelType,
                dlpAction,
                session,
                first,
                logged,
                requestHead,
                responseHead,
                configRevision,
                amended,
                bodies,
                decisions);
    }

    /** Whether a token of the gateway was shown. */
    public boolean authentication() {
        return tokenId != null;
    }

    /** Whether a key the account keeps here was used. */
    public boolean byok() {
        return credential == Credential.STORED;
    }

    /** Whether the call went out on our own account. */
    public boolean wholesale() {
        return credential == Credential.MANAGED;
    }

    /** What counts of a call that is not logged: nothing its client wrote but the names of provider and model. */
    public CallRow bare() {
        return new CallRow(
                id,
                id,
                id,
                scope,
                createdAt,
                durationMicros,
                firstByteMicros,
                surface,
                "",
                "",
                provider,
                model,
                step,
                status,
                outcome,
                failure,
                stream,
                reuse,
                null,
                null,
                requestSize,
                responseSize,
                usage,
                usageSource,
                costNano,
                providerCostNano,
                customCost,
                priceVersion,
                null,
                null,
                tokenId,
                keyAlias,
                credential,
                modelType,
                dlpAction,
                null,
                original,
                false,
                "",
                "",
                configRevision,
                attempts.stream().map(AttemptRow::bare).toList(),
                null,
                List.of());
    }

    /** A cost before it was corrected, and the prices it was made with. */
    public record Original(
            @Nullable Long costNano, @Nullable String priceVersion) {}

    /** Bodies as captured, each possibly cut at the log's bound. Prints sizes only. */
    public record Bodies(byte[] request, boolean requestComplete, byte[] response, boolean responseComplete) {
        @Override
        public String toString() {
            return "Bodies[" + request.length + ", " + response.length + "]";
        }
    }
}
