package dev.penstock.store.sqlite;

import dev.penstock.store.spool.RowsRefused;
import dev.penstock.store.spool.StoreUnavailable;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What others ask of the one thread that writes, in their order. Any thread may ask. */
final class Orders {
    private static final int MOST_WAITING = 64;
    private static final long LONGEST_WAIT_SECONDS = 30;

    private final BlockingQueue<Order<?>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private volatile boolean closed;

    /** What is done with the store. */
    interface Work<T> {
        T on(SqliteStore store) throws StoreUnavailable, RowsRefused;
    }

    private record Order<T>(Work<T> work, CompletableFuture<T> done) {
        void carryOut(SqliteStore store) {
            try {
                done.complete(work.on(store));
            } catch (StoreUnavailable | RowsRefused | RuntimeException failure) {
                done.completeExceptionally(failure);
            }
        }
    }

    /** Waits until it is done. */
    <T> T ask(Work<T> work) throws IOException {
        Order<T> order = new Order<>(work, new CompletableFuture<>());
        try {
            if (closed || !waiting.offer(order, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("The log takes no changes now; try again later");
            }
            return order.done.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new IOException("The log could not be changed", failure.getCause());
        } catch (TimeoutException late) {
            throw new IOException("The log was not changed within " + LONGEST_WAIT_SECONDS + " seconds", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while the log was being changed", interrupted);
        }
    }

    /** True if there was one. Called by the thread that writes. */
    boolean carryOutOne(SqliteStore store) {
        @Nullable Order<?> order = waiting.poll();
        if (order == null) {
            return false;
        }
        order.carryOut(store);
        return true;
    }

    /** Nobody waits for what will not be done. */
    void close() {
        closed = true;
        for (Order<?> order = waiting.poll(); order != null; order = waiting.poll()) {
            order.done.completeExceptionally(new IOException("The log is closed"));
        }
    }
}
