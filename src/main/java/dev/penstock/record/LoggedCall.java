package dev.penstock.record;

import org.jspecify.annotations.Nullable;

/**
 * A row with what people said of it later.
 *
 * @param row with the metadata it has now
 * @param feedback -1 or 1, null where none was given
 * @param score null where none was given
 */
public record LoggedCall(
        CallRow row, @Nullable Integer feedback, @Nullable Double score) {
    public static LoggedCall of(CallRow row) {
        return new LoggedCall(row, null, null);
    }
}
