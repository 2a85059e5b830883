package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import org.jspecify.annotations.Nullable;

/** A value that every event which tells it tells alike. What is empty or null tells nothing yet. */
final class Constant {
    private final String name;
    private @Nullable RawValue told;
    private @Nullable RawValue empty;

    Constant(String name) {
        this.name = name;
    }

    void take(RawValue value) {
        if (RawJson.isEmpty(value)) {
            empty = value;
        } else if (told == null) {
            told = value;
        } else if (!RawJson.same(told, value)) {
            throw new Inexact("a field that changes: " + RawJson.shown(name));
        }
    }

    boolean isTold() {
        return told != null;
    }

    /** What was told; an empty value where nothing else was; null where the field never was there. */
    @Nullable
    Part part() {
        RawValue value = told == null ? empty : told;
        return value == null ? null : Part.of(value);
    }

    /** What was told, or the other where nothing was. */
    Part partOr(Part other) {
        return told == null ? other : Part.of(told);
    }

    /** The text that was told, or "". */
    String text() {
        return told == null ? "" : told.text().orElse("");
    }
}
