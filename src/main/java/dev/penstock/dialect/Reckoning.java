package dev.penstock.dialect;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A usage being reckoned from what was said. No part is ever more than its whole, and nothing is below zero. */
final class Reckoning {
    @Nullable
    Long input;

    @Nullable
    Long cacheRead;

    @Nullable
    Long cacheWrite5m;

    @Nullable
    Long cacheWrite1h;

    @Nullable
    Long output;

    @Nullable
    Long reasoning;

    @Nullable
    Long inputAudio;

    @Nullable
    Long inputImage;

    @Nullable
    Long outputAudio;

    @Nullable
    Long outputImage;

    private final @Nullable Long inputToolPrompt;
    private final @Nullable NanoUsd cost;
    private final Map<String, Long> tools;
    private boolean suspicious;

    /** Begins with what every dialect means alike: the parts, the tools and the cost. */
    Reckoning(Counts said, Map<String, Long> tools) {
        this.tools = tools;
        reasoning = said.of(Count.REASONING);
        inputAudio = said.of(Count.INPUT_AUDIO);
        inputImage = said.of(Count.INPUT_IMAGE);
        outputAudio = said.of(Count.OUTPUT_AUDIO);
        outputImage = said.of(Count.OUTPUT_IMAGE);
        inputToolPrompt = said.of(Count.INPUT_TOOL_PROMPT);
        cost = cost(said);
    }

    /** A broker that used the caller's own key charges its fee; the key's owner is charged the upstream's price besides. */
    private static @Nullable NanoUsd cost(Counts said) {
        if (!said.has(Count.COST)) {
            return null;
        }
        boolean ownKey = said.orZero(Count.OWN_KEY) > 0;
        return new NanoUsd(said.orZero(Count.COST) + (ownKey ? said.orZero(Count.UPSTREAM_COST) : 0));
    }

    void doubt(boolean doubtful) {
        suspicious |= doubtful;
    }

    /** What of an inclusive count remains when its parts are taken out; null if the count was not said. */
    @Nullable
    Long without(@Nullable Long inclusive, long parts) {
        if (inclusive == null) {
            return null;
        }
        doubt(parts > inclusive);
        return Math.max(0, inclusive - parts);
    }

    boolean suspicious() {
        usage();
        return suspicious;
    }

    Usage usage() {
        return new Usage(
                input,
                cacheRead,
                cacheWrite5m,
                cacheWrite1h,
                output,
                part(reasoning, output),
                part(inputAudio, input),
                part(inputImage, input),
                part(inputToolPrompt, input),
                part(outputAudio, output),
                part(outputImage, output),
                tools,
                cost);
    }

    private @Nullable Long part(@Nullable Long part, @Nullable Long whole) {
        if (part == null || whole == null) {
            return part;
        }
        doubt(part > whole);
        return Math.min(part, whole);
    }
}
