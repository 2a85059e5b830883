package dev.penstock.store.spool;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Outcome;
import dev.penstock.call.Scope;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row without its bodies as bytes: a version, then the fields in the order of the records. Enums by name, so that
 * their order may change. Every text comes back as it was, save those cut at a million characters.
 */
public final class RowCodec {
    private static final int VERSION = 1;

    private RowCodec() {}

    public static byte[] encode(CallRow row) {
        PayloadOut out = new PayloadOut();
        out.start(0);
        encode(row, out);
        return Arrays.copyOf(out.bytes(), out.size());
    }

    static void encode(CallRow row, PayloadOut out) {
        out.raw(VERSION);
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
        out.flag(row.cached());
        out.optional(row.requestContentType());
        out.optional(row.responseContentType());
        out.number(row.requestSize());
        out.number(row.responseSize());
        encode(row.usage(), out);
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
    }

    /** Empty where the bytes are not of a version known here. */
    public static Optional<CallRow> decode(byte[] bytes) {
        return decode(bytes, null);
    }

    /** The row with its bodies put back. */
    public static Optional<CallRow> decode(byte[] bytes, CallRow.@Nullable Bodies bodies) {
        try {
            PayloadIn in = new PayloadIn(bytes);
            return in.raw() == VERSION ? Optional.of(row(in, bodies)) : Optional.empty();
        } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static CallRow row(PayloadIn in, CallRow.@Nullable Bodies bodies) {
        String id = in.text();
        return new CallRow(
                id,
                linked(id, in),
                linked(id, in),
                new Scope(in.text(), in.text()),
                in.number(),
                in.number(),
                in.optionalNumber(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                (int) in.number(),
                (int) in.number(),
                Outcome.valueOf(in.text()),
                in.optionalText(),
                in.flag(),
                in.flag(),
                in.optionalText(),
                in.optionalText(),
                in.number(),
                in.number(),
                usage(in),
                UsageSource.valueOf(in.text()),
                in.optionalNumber(),
                in.optionalNumber(),
                in.flag(),
                in.optionalText(),
                in.optionalText(),
                in.optionalText(),
                in.optionalText(),
                in.text(),
                in.text(),
                in.number(),
                attempts(in),
                bodies);
    }

    /** One id serves as call, event and request id of most calls. */
    private static void linked(String id, String other, PayloadOut out) {
        out.optional(other.equals(id) ? null : other);
    }

    private static String linked(String id, PayloadIn in) {
        String other = in.optionalText();
        return other == null ? id : other;
    }

    private static void encode(Usage usage, PayloadOut out) {
        out.flag(!usage.isEmpty());
        if (usage.isEmpty()) {
            return;
        }
        out.optional(usage.input());
        out.optional(usage.cacheRead());
        out.optional(usage.cacheWrite5m());
        out.optional(usage.cacheWrite1h());
        out.optional(usage.output());
        out.optional(usage.outputReasoning());
        out.optional(usage.inputAudio());
        out.optional(usage.inputImage());
        out.optional(usage.inputToolPrompt());
        out.optional(usage.outputAudio());
        out.optional(usage.outputImage());
        out.number(usage.serverTools().size());
        for (Map.Entry<String, Long> tool : usage.serverTools().entrySet()) {
            out.text(tool.getKey());
            out.number(tool.getValue());
        }
        NanoUsd cost = usage.reportedCost();
        out.optional(cost == null ? null : (Long) cost.amount());
    }

    private static Usage usage(PayloadIn in) {
        if (!in.flag()) {
            return Usage.NONE;
        }
        return new Usage(
                in.optionalNumber(),
                in.optionalNumber(),
                in.optionalNumber(),
                in.optionalNumber(),
                in.optionalNumber(),
                in.optionalNumber(),
                in.optionalNumber(),
                in.optionalNumber(),
                in.optionalNumber(),
                in.optionalNumber(),
                in.optionalNumber(),
                tools(in),
                cost(in.optionalNumber()));
    }

    private static Map<String, Long> tools(PayloadIn in) {
        int count = in.count(Integer.MAX_VALUE);
        if (count == 0) {
            return Map.of();
        }
        Map<String, Long> tools = new HashMap<>();
        for (int i = 0; i < count; i++) {
            tools.put(in.text(), in.number());
        }
        return tools;
    }

    private static @Nullable NanoUsd cost(@Nullable Long amount) {
        return amount == null ? null : new NanoUsd(amount);
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
        encode(attempt.usage(), out);
        out.text(attempt.usageSource().name());
        out.optional(attempt.costNano());
        out.optional(attempt.priceVersion());
        out.optional(attempt.upstreamRequestId());
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
                usage(in),
                UsageSource.valueOf(in.text()),
                in.optionalNumber(),
                in.optionalText(),
                in.optionalText());
    }
}
