package dev.penstock.store.replies;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.Purge;
import dev.penstock.cache.StoredReply;
import dev.penstock.testkit.Await;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A store with what tests do to it, waiting where they want to know. */
record Opened(Replies replies, Path folder) implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);

    /** So patient that a loaded machine is no failure of the disk. */
    static Opened of(Path folder, long memory, long disk, InstantSource clock) {
        ReplyLimits limits = new ReplyLimits(memory, disk, 16L << 20, LONG, LONG);
        return new Opened(Replies.open(folder, limits, clock, System::nanoTime), folder);
    }

    void keep(SampleReply... replies) {
        for (SampleReply reply : replies) {
            this.replies.keep(reply.made());
        }
    }

    Optional<StoredReply> find(int number) {
        return find(SampleReply.key(number));
    }

    Optional<StoredReply> find(CacheKey key) {
        return result(replies.find(key));
    }

    /** The numbers below a bound that are found. */
    List<Integer> found(int below) {
        return Stream.iterate(0, number -> number < below, number -> number + 1)
                .filter(number -> find(number).isPresent())
                .toList();
    }

    long purge(Purge which) {
        return result(replies.purge(which));
    }

    Opened settled() {
        Await.until("all is written", LONG, replies::isSettled);
        return this;
    }

    long bytesOnDisk() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        replies.close();
    }
}
