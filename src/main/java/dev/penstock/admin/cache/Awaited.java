package dev.penstock.admin.cache;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.call.CallRefused;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what the data plane answers: management requests have a virtual thread each. */
public final class Awaited {
    private static final long PATIENCE_SECONDS = 25;

    private Awaited() {}

    /**
     * @throws ApiRefused 503 where it does not answer in time
     * @throws CallRefused where that is how it failed
     */
    public static <T> T of(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException slow) {
            throw ApiRefused.of(
                    503, Problem.of(7013, "The gateway has not answered in " + PATIENCE_SECONDS + " s; it goes on"));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw ApiRefused.of(503, Problem.of(7013, "The gateway stops"));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof CallRefused refused) {
                throw refused;
            }
            throw new IOException("The data plane failed", failed);
        }
    }
}
