package dev.penstock.store.sqlite;

import dev.penstock.record.CallRow;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.SpooledRow;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Drives a store as the thread of a spool would. */
final class StoreSteps {
    private StoreSteps() {}

    static void store(SqliteStore store, CallRow... rows) throws Exception {
        store.store(spooled(Arrays.asList(rows)), false);
    }

    static List<SpooledRow> spooled(List<CallRow> rows) {
        return rows.stream()
                .map(row -> new SpooledRow(row, RowCodec.encode(row), row.bodies()))
                .toList();
    }

    /** Tends until nothing more is due. */
    static void tend(SqliteStore store) {
        while (store.tend()) {}
    }

    /** What somebody else asks of the store. */
    interface Asking<T> {
        T ask() throws IOException;
    }

    /** Has another thread ask, and carries it out with this one. */
    static <T> T asked(SqliteStore store, Asking<T> asking) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(asking.ask());
            } catch (IOException | RuntimeException failure) {
                answer.completeExceptionally(failure);
            }
        });
        while (!answer.isDone()) {
            store.tend();
            Thread.onSpinWait();
        }
        try {
            return answer.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        }
    }
}
