package dev.penstock.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many file descriptors this process may open: two are needed for each call under way. */
final class Descriptors {
    private static final Pattern SOFT = Pattern.compile("(?m)^Max open files\\s+(\\d+|unlimited)");
    private static final int WHERE_UNKNOWN = 10_240;
    private static final int MOST = 1 << 20;
    /** Kept back for databases, jars and the listeners. */
    private static final int OWN = 256;

    private Descriptors() {}

    static int limit() {
        try {
            Matcher found = SOFT.matcher(Files.readString(Path.of("/proc/self/limits")));
            if (found.find()) {
                return found.group(1).equals("unlimited") ? MOST : Math.min(MOST, Integer.parseInt(found.group(1)));
            }
        } catch (IOException e) {
            return WHERE_UNKNOWN;
        }
        return WHERE_UNKNOWN;
    }

    /** Client connections that leave an upstream connection for each, and some for ourselves. */
    static int connections(int limit) {
        return Math.max(16, (limit - OWN) / 2);
    }
}
