package dev.penstock.app;

import dev.penstock.json.BodyParts;
import dev.penstock.meter.TokenEstimate;
import dev.penstock.pipeline.Estimating;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/**
 * Counts tokens on virtual threads. When more calls wait to be counted than is reasonable, four bytes are taken for one
 * token: an estimate late is worse than an estimate rough.
 */
final class Counting implements Estimating, AutoCloseable {
    private static final int MOST_WAITING = 2_000;
    private static final int BYTES_PER_TOKEN = 4;

    private final Vertx vertx;
    private final TokenEstimate estimate;
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Counting(Vertx vertx, TokenEstimate estimate) {
        this.vertx = vertx;
        this.estimate = estimate;
    }

    @Override
    public void count(String model, byte[] requestBody, CharSequence delivered, Counted counted) {
        if (!room.tryAcquire()) {
            counted.tokens(requestBody.length / BYTES_PER_TOKEN, delivered.length() / BYTES_PER_TOKEN);
            return;
        }
        Context loop = vertx.getOrCreateContext();
        String text = delivered.toString();
        threads.execute(() -> {
            long input = requestBody.length / BYTES_PER_TOKEN;
            long output = text.length() / BYTES_PER_TOKEN;
            try {
                input = estimate.inputTokens(model, requestBody).orElse(0);
                output = estimate.tokens(model, text);
            } finally {
                // Also where counting failed: what is held for the call is let go only by its count.
                tell(loop, counted, input, output);
                room.release();
            }
        });
    }

    @Override
    public void bound(String model, byte[] requestBody, BodyParts parts, long most, LongConsumer bounded) {
        if (!room.tryAcquire()) {
            bounded.accept(most);
            return;
        }
        Context loop = vertx.getOrCreateContext();
        threads.execute(() -> {
            OptionalLong input = OptionalLong.empty();
            try {
                input = estimate.boundedInput(model, requestBody, parts, most);
            } finally {
                tell(loop, bounded, input.orElse(most));
                room.release();
            }
        });
    }

    private static void tell(Context loop, LongConsumer bounded, long input) {
        loop.runOnContext(v -> bounded.accept(input));
    }

    private static void tell(Context loop, Counted counted, long input, long output) {
        loop.runOnContext(v -> counted.tokens(input, output));
    }

    /** Waits for what is being counted. */
    @Override
    public void close() {
        threads.close();
    }
}
