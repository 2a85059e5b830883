package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Header lines exactly as they stood on the wire, in order. */
public record HeaderLines(List<String> lines) {
    public HeaderLines {
        lines = List.copyOf(lines);
    }

    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** All values of a name, compared without case, stripped of the optional white space around them. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(name)) {
                values.add(line.substring(colon + 1).strip());
            }
        }
        return values;
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }

    /** The names as they were written, in order. */
    public List<String> names() {
        return lines.stream()
                .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))))
                .toList();
    }
}
