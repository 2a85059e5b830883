package dev.penstock.store.sqlite;

import dev.penstock.record.CallRow;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.SpooledRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fills day files as the spool's writer does. */
final class RollupFiles {
    private static final int BATCH = 500;

    private RollupFiles() {}

    static void write(Path folder, GeneratedCalls calls, int count) throws Exception {
        List<CallRow> rows = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            rows.add(calls.last(number));
        }
        write(folder, rows);
    }

    static void write(Path folder, List<CallRow> rows) throws Exception {
        try (SqliteStore store = new SqliteStore(folder)) {
            for (int first = 0; first < rows.size(); first += BATCH) {
                store(store, rows.subList(first, Math.min(rows.size(), first + BATCH)));
            }
        }
    }

    static void store(SqliteStore store, List<CallRow> rows) throws Exception {
        store.store(
                rows.stream()
                        .map(row -> new SpooledRow(row, RowCodec.encode(row), null))
                        .toList(),
                false);
    }
}
