package dev.penstock.policy.limit;

import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Window;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The text a bucket is known by: {@code account/gateway/origin:rule@window:unit}, then {@code /property=value} for each
 * property the rule is split by. A rule that changes its limit keeps its counters; one that changes its window or what it
 * counts starts anew. Two different lists of values never give one key.
 */
final class BucketKeys {
    /** In place of a gateway where a rule is an account's; no gateway can be called so. */
    static final String EVERY_GATEWAY = "*";

    private static final int LONGEST_VALUE = 128;

    private BucketKeys() {}

    static String ofGateway(String account, String gateway) {
        return escaped(account) + "/" + escaped(gateway) + "/";
    }

    static String ofAccount(String account) {
        return escaped(account) + "/" + EVERY_GATEWAY + "/";
    }

    /** The part that is the same for all calls of a rule. */
    static String rule(String place, LimitRule rule) {
        return place + origin(rule.origin()) + ":" + value(rule.id()) + "@" + window(rule.window()) + ":"
                + word(rule.counted());
    }

    static void append(StringBuilder key, String property, String value) {
        key.append('/').append(value(property)).append('=').append(value(value));
    }

    /** What {@link #append} wrote, in its order. */
    static Map<String, String> values(String appended) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : appended.split("/", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(unescaped(pair.substring(0, equals)), unescaped(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    /** What all keys of policies of a place begin with. */
    static String policies(String place) {
        return place + origin(LimitRule.Origin.POLICY) + ":";
    }

    /** What the rule of a key that begins with {@code before} is called; a long one by its digest. */
    static String id(String before, String key) {
        int end = key.indexOf('@', before.length());
        return unescaped(key.substring(before.length(), end < 0 ? key.length() : end));
    }

    /** A long value is named by its digest: whoever calls chooses it, and every key is kept. */
    private static String value(String text) {
        String escaped = escaped(text);
        return escaped.length() <= LONGEST_VALUE ? escaped : "~" + digest(escaped);
    }

    /** Unit by unit, because half a character, which no encoding has bytes for, is a value too. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                out.append(c);
            } else if (c < 0x80) {
                out.append('%').append(HexFormat.of().toHexDigits((byte) c));
            } else {
                out.append("%u").append(HexFormat.of().toHexDigits(c));
            }
        }
        return out.toString();
    }

    /** The digest of a long value stays as it is. */
    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '%') {
                out.append(c);
                at++;
            } else if (text.charAt(at + 1) == 'u') {
                out.append((char) HexFormat.fromHexDigits(text, at + 2, at + 6));
                at += 6;
            } else {
                out.append((char) HexFormat.fromHexDigits(text, at + 1, at + 3));
                at += 3;
            }
        }
        return out.toString();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    private static String digest(String escaped) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(escaped.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static String origin(LimitRule.Origin origin) {
        return switch (origin) {
            case RATE_LIMIT -> "rate";
            case SPEND_LIMIT -> "spend";
            case GATEWAY -> "limit";
            case ACCOUNT -> "account";
            case STORED_KEY -> "key";
            case RUN -> "run";
            case POLICY -> "policy";
            case ROUTE -> "route";
        };
    }

    private static String window(Window window) {
        return switch (window) {
            case Window.Fixed fixed -> "fixed:" + span(fixed.length());
            case Window.Sliding sliding -> "sliding:" + span(sliding.length());
            case Window.Calendar calendar ->
                "calendar:" + calendar.period().name().toLowerCase(Locale.ROOT) + ":"
                        + escaped(calendar.zone().getId());
            case Window.WhileOpen ignored -> "open";
        };
    }

    private static String span(Duration length) {
        return length.toMillis() % 1000 == 0 ? length.toSeconds() + "s" : length.toMillis() + "ms";
    }

    private static String word(Counted counted) {
        return counted.name().toLowerCase(Locale.ROOT);
    }
}
