package dev.penstock.route;

/**
 * An element a call went through.
 *
 * @param kind what sort of element it was
 * @param decided which way the call took there and by what; no value of the call
 */
public record Passed(String element, Kind kind, String decided) {
    /** What sort of element. */
    public enum Kind {
        START,
        CONDITIONAL,
        PERCENTAGE,
        RATE,
        MODEL,
        BALANCE,
        END
    }
}
