package dev.penstock.config;

import java.util.List;
import java.util.Locale;

/** Knows which values no message may repeat. */
final class Private {
    private static final List<String> KEYS = List.of(
            "secret", "token", "password", "authorization", "credential", "sha256", "headers", "payload", "private");
    private static final List<String> VALUES = List.of("pst_", "sk-", "bearer ", "basic ", "begin ");

    /** Whatever stands below such a block is a secret. */
    private static final String HEADERS = ".headers.";

    private Private() {}

    static boolean isSecretLike(String path, String value) {
        String key = path.substring(path.contains(HEADERS) ? 0 : path.lastIndexOf('.') + 1)
                .toLowerCase(Locale.ROOT);
        String text = value.toLowerCase(Locale.ROOT);
        boolean urlWithMore = text.contains("://") && (text.contains("@") || text.contains("?") || text.contains("#"));
        return urlWithMore
                || key.equals("managed_key")
                || KEYS.stream().anyMatch(key::contains)
                || VALUES.stream().anyMatch(text::contains);
    }
}
