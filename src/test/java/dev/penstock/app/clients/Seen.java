package dev.penstock.app.clients;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a program sees of a call made through an SDK, line by line, so that two runs can be compared. */
final class Seen {
    /** How a body is framed on this connection, and when: not the provider's to say. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "date", "keep-alive", "transfer-encoding");

    private final List<String> lines = new ArrayList<>();

    /**
     * Runs a scenario to its end, good or bad.
     *
     * @param details what the SDK's exceptions tell beyond class and message
     */
    static List<String> of(Consumer<Seen> scenario, Function<Throwable, List<String>> details) {
        Seen seen = new Seen();
        try {
            scenario.accept(seen);
        } catch (RuntimeException raised) {
            seen.add("raised", raised.getClass().getName() + ": " + raised.getMessage());
            details.apply(raised).forEach(line -> seen.add("raised", line));
        }
        return List.copyOf(seen.lines);
    }

    void add(String what, @Nullable Object value) {
        lines.add(what + ": " + value);
    }

    /** The fields of an answer's head that are the provider's, as a text. */
    static String headers(Set<String> names, Function<String, ? extends Collection<String>> values) {
        TreeMap<String, Collection<String>> theirs = new TreeMap<>();
        for (String name : names) {
            String small = name.toLowerCase(Locale.ROOT);
            if (!small.startsWith("cf-aig-") && !OF_THE_CONNECTION.contains(small)) {
                theirs.put(small, values.apply(name));
            }
        }
        return "headers " + theirs;
    }
}
