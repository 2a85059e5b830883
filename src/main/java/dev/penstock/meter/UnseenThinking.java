package dev.penstock.meter;

import java.util.List;
import java.util.Locale;

/**
 * Which models think without showing it: their thoughts are charged as output, and are told only with the usage at the
 * end (OpenAI, "Reasoning models"; Google, "Gemini thinking"; xAI, "Reasoning").
 */
public final class UnseenThinking {
    private static final List<String> PARTS =
            List.of("gpt-5", "gemini-2.5", "gemini-3", "grok-4", "grok-3-mini", "grok-code");

    private UnseenThinking() {}

    /** Whether a broken answer may have cost more than its text; false for names nobody knows. */
    public static boolean isBy(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        return TokenFamily.isReasoningSeries(name) || PARTS.stream().anyMatch(name::contains);
    }
}
