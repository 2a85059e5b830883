package dev.penstock.json;

/**
 * Where a value was given.
 *
 * @param source the file, or the variable or option that gave it
 * @param line counted from 1; 0 where the source has no lines
 */
public record Place(String source, int line) {
    public static Place of(String source) {
        return new Place(source, 0);
    }

    /** As it stands before a message: "penstock.yaml line 12". */
    public String text() {
        return line == 0 ? source : source + " line " + line;
    }
}
