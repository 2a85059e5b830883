package dev.penstock.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes as people write them: 64KB, 16MB, 1GB or bare bytes. 1 KB is 1024 bytes. */
final class ByteSize {
    static final long KB = 1024;
    static final long MB = 1024 * KB;
    static final long GB = 1024 * MB;
    static final String PATTERN = "^[0-9]{1,12}([KMG]B)?$";

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})([KMG]B)?");

    private ByteSize() {}

    static @Nullable Long parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        return Long.parseLong(matcher.group(1)) * unit(matcher.group(2));
    }

    private static long unit(@Nullable String name) {
        return switch (name) {
            case "KB" -> KB;
            case "MB" -> MB;
            case "GB" -> GB;
            case null, default -> 1;
        };
    }

    static String show(long bytes) {
        if (bytes == 0 || bytes % KB != 0) {
            return Long.toString(bytes);
        }
        if (bytes % MB != 0) {
            return bytes / KB + "KB";
        }
        return bytes % GB == 0 ? bytes / GB + "GB" : bytes / MB + "MB";
    }
}
