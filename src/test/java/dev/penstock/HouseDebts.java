package dev.penstock;

import java.util.Map;

/** What breaks a rule of size or visibility today, each with its reason. The lists only shrink: a paid debt must leave. */
final class HouseDebts {
    /** Files beyond 400 lines. */
    static final Map<String, String> LONG_FILES = Map.of();

    /** Methods beyond 40 lines, as path#method. */
    static final Map<String, String> LONG_METHODS = Map.of();

    /** Public types no other package uses. */
    static final Map<String, String> PUBLIC_TYPES = Map.of();

    private HouseDebts() {}
}
