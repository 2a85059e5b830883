package dev.penstock.store.spool;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an answer used, as bytes within a row: one byte where nothing is known. */
final class UsageCodec {
    private UsageCodec() {}

    static void encode(Usage usage, PayloadOut out) {
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

    static Usage decode(PayloadIn in) {
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
}
