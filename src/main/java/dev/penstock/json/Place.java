package dev.penstock.json;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a value was given.
 *
 * @param source the file, or the variable or option that gave it
 * @param line counted from 1; 0 where the source has no lines
 * @param path the way to it through a JSON document; empty where the source is none
 */
public record Place(String source, int line, List<String> path) {
    private static final String BODY = "body";

    public Place {
        path = List.copyOf(path);
    }

    public Place(String source, int line) {
        this(source, line, List.of());
    }

    /** The whole of a request's body. */
    public static Place ofBody() {
        return new Place(BODY, 0);
    }

    /** The place of a part; in a file that is the line of the whole. */
    public Place within(String name) {
        if (!source.equals(BODY)) {
            return this;
        }
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return new Place(source, line, longer);
    }

    public static Place of(String source) {
        return new Place(source, 0);
    }

    /** As it stands before a message: "penstock.yaml line 12". */
    public String text() {
        return line == 0 ? source : source + " line " + line;
    }
}
