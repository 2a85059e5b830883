package dev.penstock.call;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one answer used, each kind apart and priced once. Null is "not said", 0 is zero.
 *
 * @param input uncached input tokens, in total: audio, image and tool-prompt tokens below are parts of it
 * @param cacheRead input tokens read from the provider's prompt cache, not part of input
 * @param cacheWrite5m input tokens written to a cache that lives five minutes (or whose life was not said)
 * @param cacheWrite1h input tokens written to a cache that lives one hour
 * @param output output tokens in total, reasoning included
 * @param outputReasoning the part of output that was reasoning
 * @param serverTools calls of tools the provider ran, by its name for them
 * @param reportedCost what the provider itself says the call cost
 */
public record Usage(
        @Nullable Long input,
        @Nullable Long cacheRead,
        @Nullable Long cacheWrite5m,
        @Nullable Long cacheWrite1h,
        @Nullable Long output,
        @Nullable Long outputReasoning,
        @Nullable Long inputAudio,
        @Nullable Long inputImage,
        @Nullable Long inputToolPrompt,
        @Nullable Long outputAudio,
        @Nullable Long outputImage,
        Map<String, Long> serverTools,
        @Nullable NanoUsd reportedCost) {

    public static final Usage NONE =
            new Usage(null, null, null, null, null, null, null, null, null, null, null, Map.of(), null);

    public Usage {
        serverTools = Map.copyOf(serverTools);
    }

    public static Usage of(long input, long output) {
        return new Usage(input, null, null, null, output, null, null, null, null, null, null, Map.of(), null);
    }

    public boolean isEmpty() {
        return equals(NONE);
    }

    /** All input tokens, cached or not, as Cloudflare's tokens_in counts them; null if nothing was said of input. */
    public @Nullable Long inputTotal() {
        if (input == null && cacheRead == null && cacheWrite5m == null && cacheWrite1h == null) {
            return null;
        }
        return orZero(input) + orZero(cacheRead) + orZero(cacheWrite5m) + orZero(cacheWrite1h);
    }

    public static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }
}
