package dev.penstock.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Knows which values no message may repeat. */
final class Private {
    private static final List<String> KEYS = List.of(
            "secret",
            "token",
            "password",
            "authorization",
            "credential",
            "sha256",
            "headers",
            "payload",
            "private",
            "command");
    private static final List<String> VALUES = List.of("pst_", "sk-", "bearer ", "basic ", "begin ");

    /** Numbers of tokens are no secret; a token's own text is known by how it begins. */
    private static final String COUNT = "tokens";

    /** Whatever stands below such a block is a secret. */
    private static final String HEADERS = ".headers.";

    /** Below it stands where a key is found; a key put there by mistake must not be repeated either. */
    private static final String MASTER_KEY = "master_key";

    private static final Pattern KEY = Pattern.compile("[0-9A-Fa-f]{64}|[A-Za-z0-9+_-][A-Za-z0-9+/_-]{42}=?");

    private Private() {}

    /** Whether a text looks like 32 bytes in base64 or hexadecimal digits. */
    static boolean isKeyLike(String text) {
        return KEY.matcher(text.strip()).matches();
    }

    static boolean isSecretLike(String path, String value) {
        String key = path.substring(path.contains(HEADERS) ? 0 : path.lastIndexOf('.') + 1)
                .toLowerCase(Locale.ROOT);
        String text = value.toLowerCase(Locale.ROOT);
        boolean urlWithMore = text.contains("://") && (text.contains("@") || text.contains("?") || text.contains("#"));
        return urlWithMore
                || (path.contains(MASTER_KEY) && isKeyLike(value))
                || key.equals("managed_key")
                || (!key.endsWith(COUNT) && KEYS.stream().anyMatch(key::contains))
                || VALUES.stream().anyMatch(text::contains);
    }
}
