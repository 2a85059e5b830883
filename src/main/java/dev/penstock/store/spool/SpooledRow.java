package dev.penstock.store.spool;

import dev.penstock.record.CallRow;
import org.jspecify.annotations.Nullable;

/**
 * A row on its way to the store.
 *
 * @param row the row without its bodies
 * @param encoded the row as {@link RowCodec} wrote it
 * @param bodies null where none were captured, or where they were dropped or lost with their process
 */
public record SpooledRow(CallRow row, byte[] encoded, CallRow.@Nullable Bodies bodies) implements Spooled {
    @Override
    public String toString() {
        return "SpooledRow[" + row.id() + "]";
    }
}
