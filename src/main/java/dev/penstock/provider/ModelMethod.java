package dev.penstock.provider;

import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import java.util.List;
import java.util.Optional;

/**
 * A path that ends in a model and what is asked of it: {@code models/{model}:{method}}, the custom methods of Google's
 * API design guide (AIP-136).
 */
public record ModelMethod(String model, String method) {
    private static final String MODELS = "models/";
    private static final List<String> GEMINI =
            List.of("generateContent", "streamGenerateContent", "embedContent", "batchEmbedContents", "countTokens");
    private static final Served READ = new Served("{path}", Dialect.GEMINI, UsageRules.UNASKED);

    /** The model and method a path ends with, read as a lenient server reads it. */
    public static Optional<ModelMethod> in(String path) {
        String plain = PathText.plain(path);
        int colon = plain.lastIndexOf(':');
        if (colon < 0 || plain.indexOf('/', colon) >= 0) {
            return Optional.empty();
        }
        int models = plain.lastIndexOf(MODELS, colon);
        int start = models < 0 ? plain.lastIndexOf('/', colon) + 1 : models + MODELS.length();
        return start >= colon
                ? Optional.empty()
                : Optional.of(new ModelMethod(plain.substring(start, colon), plain.substring(colon + 1)));
    }

    /** Gemini's methods, as they stand after a model. */
    public static List<Served> gemini(String model) {
        return GEMINI.stream()
                .map(method -> new Served(model + ":" + method, Dialect.GEMINI, UsageRules.UNASKED))
                .toList();
    }

    /** What Gemini's methods answer; others pass unread. */
    public Served served(String httpMethod) {
        return httpMethod.equals("POST") && GEMINI.contains(method) ? READ : Served.UNREAD;
    }

    /** Whether the method itself says that it streams, or that it does not. */
    public Optional<Boolean> streams() {
        return switch (method) {
            case "streamGenerateContent", "streamRawPredict" -> Optional.of(true);
            case "generateContent", "embedContent", "batchEmbedContents", "countTokens" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
