package dev.penstock.store.spool;

import dev.penstock.call.Counted;
import dev.penstock.call.Credential;
import dev.penstock.call.Outcome;
import dev.penstock.call.Posting;
import dev.penstock.call.Reuse;
import dev.penstock.call.Scope;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row without its bodies as bytes: a version, then the fields in the order of the records. Enums by name, so that
 * their order may change. Every text comes back as it was, save those cut at a million characters.
 */
public final class RowCodec {
    /** Tells at its end what was decided on the call's way. */
    private static final int DECIDED_VERSION = 5;
    /** Of a call of which nothing is told that was decided: nearly all. */
    private static final int VERSION = 4;
    /** Says of a call only whether it was cached. */
    private static final int THIRD_VERSION = 3;
    /** Lacks what the ledger says of each attempt, the session and the original cost. */
    private static final int SECOND_VERSION = 2;
    /** Lacks what stands after the attempts, too. */
    private static final int FIRST_VERSION = 1;

    private RowCodec() {}

    public static byte[] encode(CallRow row) {
        PayloadOut out = new PayloadOut();
        out.start(0);
        encode(row, out);
        return Arrays.copyOf(out.bytes(), out.size());
    }

    static void encode(CallRow row, PayloadOut out) {
        out.raw(row.decisions().isEmpty() ? VERSION : DECIDED_VERSION);
        out.text(row.id());
        linked(row.id(), row.eventId(), out);
        linked(row.id(), row.requestId(), out);
        out.text(row.scope().account());
        out.text(row.scope().gateway());
        out.number(row.createdAt());
        out.number(row.durationMicros());
        out.optional(row.firstByteMicros());
        out.text(row.surface());
        out.text(row.method());
        out.text(row.path());
        out.text(row.provider());
        out.text(row.model());
        out.number(row.step());
        out.number(row.status());
        out.text(row.outcome().name());
        out.optional(row.failure());
        out.flag(row.stream());
        encode(row.reuse(), out);
        out.optional(row.requestContentType());
        out.optional(row.responseContentType());
        out.number(row.requestSize());
        out.number(row.responseSize());
        UsageCodec.encode(row.usage(), out);
        out.text(row.usageSource().name());
        out.optional(row.costNano());
        out.optional(row.providerCostNano());
        out.flag(row.customCost());
        out.optional(row.priceVersion());
        out.optional(row.metadata());
        out.optional(row.userAgent());
        out.optional(row.tokenId());
        out.text(row.requestHead());
        out.text(row.responseHead());
        out.number(row.configRevision());
        out.number(row.attempts().size());
        for (AttemptRow attempt : row.attempts()) {
            encode(attempt, out);
        }
        out.optional(row.keyAlias());
        out.text(row.credential().name());
        out.optional(row.modelType());
        out.optional(row.dlpAction());
        out.flag(row.logged());
        out.optional(row.session());
        CallRow.Original original = row.original();
        out.flag(original != null);
        if (original != null) {
            out.optional(original.costNano());
            out.optional(original.priceVersion());
        }
        for (AttemptRow attempt : row.attempts()) {
            encodeEntries(attempt, out);
        }
        if (!row.decisions().isEmpty()) {
            DecisionCodec.encode(row.decisions(), out);
        }
    }

    /** Empty where the bytes are not of a version known here. */
    public static Optional<CallRow> decode(byte[] bytes) {
        return decode(bytes, null);
    }

    /** The row with its bodies put back. */
    public static Optional<CallRow> decode(byte[] bytes, CallRow.@Nullable Bodies bodies) {
        try {
            PayloadIn in = new PayloadIn(bytes);
            int version = in.raw();
            return version >= FIRST_VERSION && version <= DECIDED_VERSION
                    ? Optional.of(row(version, in, bodies))
                    : Optional.empty();
        } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static CallRow row(int version, PayloadIn in, CallRow.@Nullable Bodies bodies) {
        String id = in.text();
        String eventId = linked(id, in);
        String requestId = linked(id, in);
        Scope scope = new Scope(in.text(), in.text());
        long createdAt = in.number();
        long durationMicros = in.number();
        Long firstByteMicros = in.optionalNumber();
        String surface = in.text();
        String method = in.text();
        String path = in.text();
        String provider = in.text();
        String model = in.text();
        int step = (int) in.number();
        int status = (int) in.number();
        Outcome outcome = Outcome.valueOf(in.text());
        String failure = in.optionalText();
        boolean stream = in.flag();
        Reuse reuse = version > THIRD_VERSION ? reuse(in) : cached(in.flag());
        String requestContentType = in.optionalText();
        String responseContentType = in.optionalText();
        long requestSize = in.number();
        long responseSize = in.number();
        Usage usage = UsageCodec.decode(in);
        UsageSource usageSource = UsageSource.valueOf(in.text());
        Long costNano = in.optionalNumber();
        Long providerCostNano = in.optionalNumber();
        boolean customCost = in.flag();
        String priceVersion = in.optionalText();
        String metadata = in.optionalText();
        String userAgent = in.optionalText();
        String tokenId = in.optionalText();
        String requestHead = in.text();
        String responseHead = in.text();
        long configRevision = in.number();
        List<AttemptRow> attempts = attempts(in);
        boolean known = version >= SECOND_VERSION;
        String keyAlias = known ? in.optionalText() : null;
        Credential credential = known ? Credential.valueOf(in.text()) : Credential.NONE;
        String modelType = known ? in.optionalText() : null;
        String dlpAction = known ? in.optionalText() : null;
        boolean logged = !known || in.flag();
        boolean kept = version >= THIRD_VERSION;
        String session = kept ? in.optionalText() : null;
        CallRow.Original original = kept ? original(in) : null;
        if (kept) {
            attempts.replaceAll(attempt -> attempt.with(
                    in.optionalText(),
                    in.optionalNumber(),
                    in.optionalNumber(),
                    Settlement.valueOf(in.text()),
                    postings(in)));
        }
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
                outcome,
                failure,
                stream,
                reuse,
                requestContentType,
                responseContentType,
                requestSize,
                responseSize,
                usage,
                usageSource,
                costNano,
                providerCostNano,
                customCost,
                priceVersion,
                metadata,
                userAgent,
                tokenId,
                keyAlias,
                credential,
                modelType,
                dlpAction,
                session,
                original,
                logged,
                requestHead,
                responseHead,
                configRevision,
                attempts,
                bodies,
                version >= DECIDED_VERSION ? DecisionCodec.decode(in) : List.of());
    }

    private static void encode(@Nullable Reuse reuse, PayloadOut out) {
        out.flag(reuse != null);
        if (reuse == null) {
            return;
        }
        out.text(reuse.kind().name());
        out.text(reuse.of());
        out.optional(reuse.savedNano());
        out.number(reuse.savedMicros());
        out.number(reuse.tokensIn());
        out.number(reuse.tokensOut());
    }

    private static @Nullable Reuse reuse(PayloadIn in) {
        return in.flag()
                ? new Reuse(
                        Reuse.Kind.valueOf(in.text()),
                        in.text(),
                        in.optionalNumber(),
                        in.number(),
                        in.number(),
                        in.number())
                : null;
    }

    /** Of an older version, which does not say what that saved. */
    private static @Nullable Reuse cached(boolean cached) {
        return cached ? new Reuse(Reuse.Kind.HIT, "", null, 0, 0, 0) : null;
    }

    private static CallRow.@Nullable Original original(PayloadIn in) {
        return in.flag() ? new CallRow.Original(in.optionalNumber(), in.optionalText()) : null;
    }

    /** One id serves as call, event and request id of most calls. */
    private static void linked(String id, String other, PayloadOut out) {
        out.optional(other.equals(id) ? null : other);
    }

    private static String linked(String id, PayloadIn in) {
        String other = in.optionalText();
        return other == null ? id : other;
    }

    private static void encode(AttemptRow attempt, PayloadOut out) {
        out.number(attempt.index());
        out.number(attempt.step());
        out.text(attempt.provider());
        out.text(attempt.model());
        out.text(attempt.host());
        out.number(attempt.status());
        out.optional(attempt.failure());
        out.optional(attempt.detail());
        out.number(attempt.startedMicros());
        out.number(attempt.durationMicros());
        out.optional(attempt.firstByteMicros());
        UsageCodec.encode(attempt.usage(), out);
        out.text(attempt.usageSource().name());
        out.optional(attempt.costNano());
        out.optional(attempt.priceVersion());
        out.optional(attempt.upstreamRequestId());
    }

    /** What the ledger says of an attempt; stands behind all that older versions wrote. */
    private static void encodeEntries(AttemptRow attempt, PayloadOut out) {
        out.optional(attempt.serviceTier());
        out.optional(attempt.reservedNano());
        out.optional(attempt.providerCostNano());
        out.text(attempt.settlement().name());
        encode(attempt.postings(), out);
    }

    static void encode(List<Posting> postings, PayloadOut out) {
        out.number(postings.size());
        for (Posting posting : postings) {
            encode(posting, out);
        }
    }

    private static void encode(Posting posting, PayloadOut out) {
        out.text(posting.bucket());
        out.text(posting.counted().name());
        out.number(posting.slice());
        out.number(posting.amount());
        out.number(posting.until());
    }

    static List<Posting> postings(PayloadIn in) {
        int count = in.count(Integer.MAX_VALUE);
        List<Posting> postings = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            postings.add(new Posting(in.text(), Counted.valueOf(in.text()), in.number(), in.number(), in.number()));
        }
        return postings;
    }

    private static List<AttemptRow> attempts(PayloadIn in) {
        int count = in.count(Integer.MAX_VALUE);
        List<AttemptRow> attempts = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            attempts.add(attempt(in));
        }
        return attempts;
    }

    private static AttemptRow attempt(PayloadIn in) {
        return new AttemptRow(
                (int) in.number(),
                (int) in.number(),
                in.text(),
                in.text(),
                in.text(),
                (int) in.number(),
                in.optionalText(),
                in.optionalText(),
                in.number(),
                in.number(),
                in.optionalNumber(),
                UsageCodec.decode(in),
                UsageSource.valueOf(in.text()),
                in.optionalNumber(),
                in.optionalText(),
                in.optionalText(),
                null,
                null,
                null,
                Settlement.SETTLED,
                List.of());
    }
}
