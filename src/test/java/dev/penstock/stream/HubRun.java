package dev.penstock.stream;

import dev.penstock.call.ByteBudget;
import dev.penstock.call.Failure;
import dev.penstock.call.Framing;
import dev.penstock.testkit.Await;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One hub with a writer on an event loop and readers on others, and beside it the naive model: all the bytes in order. */
final class HubRun {
    static final Duration LONG = Duration.ofMinutes(1);

    final ByteBudget budget = new ByteBudget(Long.MAX_VALUE);
    final Hub hub;
    private final Vertx vertx;
    private final Context writer;
    private final List<byte[]> pieces;
    private final CompletableFuture<Void> written = new CompletableFuture<>();
    private int next;

    HubRun(Vertx vertx, List<byte[]> pieces, long most) {
        this.vertx = vertx;
        this.pieces = pieces;
        this.writer = loop();
        this.hub = new Hub(System::nanoTime, budget, most);
        hub.whenDrained(() -> writer.runOnContext(v -> write()));
    }

    /** The bytes of the first so many pieces. */
    byte[] model(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.subList(0, count).forEach(all::writeBytes);
        return all.toByteArray();
    }

    byte[] model() {
        return model(pieces.size());
    }

    /** Writes as far as its readers let it, all of it in the end. */
    void start() {
        writer.runOnContext(v -> {
            hub.open(new Hub.Opened(200, "text/event-stream", Framing.SSE, -1));
            write();
        });
    }

    /** Until so many readers have joined, the writer not counted: who joins after the end finds nothing. */
    void awaitReaders(int readers) {
        Await.until(readers + " readers", LONG, () -> hub.seats() == readers + 1);
    }

    /** Gives the writer's own seat and hold back; waits for it. */
    void awaitWritten() throws Exception {
        written.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** On the writer's loop. */
    void onWriter(Runnable action) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        writer.runOnContext(v -> {
            action.run();
            done.complete(null);
        });
        done.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private void write() {
        while (next < pieces.size()) {
            byte[] piece = pieces.get(next++);
            hub.append(piece, 0, piece.length);
            if (hub.isFull()) {
                return;
            }
        }
        if (!hub.isWritten()) {
            hub.end(new Hub.End.Whole());
            hub.release();
            hub.leave();
            written.complete(null);
        }
    }

    private Context loop() {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    /** What became of one reader. */
    record Read(boolean joined, Optional<Hub.End> end, byte[] bytes, boolean stalled) {}

    /** One reader on a loop of its own. */
    final class Reading implements HubReader.Taker {
        private final CompletableFuture<Read> result = new CompletableFuture<>();
        private final Context context = loop();
        private final long stopAfter;
        private final boolean stuck;
        private final Duration stall;
        private @Nullable HubReader reader;
        private @Nullable SlowSink sink;
        private int endings;

        /** @param stopAfter bytes after which it leaves; -1 never */
        Reading(long seed, int room, boolean stuck, long stopAfter, Duration stall) {
            this.stopAfter = stopAfter;
            this.stuck = stuck;
            this.stall = stall;
            context.runOnContext(v -> begin(seed, room));
        }

        private void begin(long seed, int room) {
            if (!hub.join()) {
                result.complete(new Read(false, Optional.empty(), new byte[0], false));
                return;
            }
            SlowSink out = new SlowSink(vertx, seed, room, stuck);
            HubReader reading = new HubReader(vertx, System::nanoTime, hub, stall, false);
            sink = out;
            reader = reading;
            if (!reading.listen(head -> context.runOnContext(v -> reading.deliver(out, this)))) {
                hub.leave();
                result.complete(new Read(false, Optional.empty(), new byte[0], false));
            }
        }

        Read await() throws Exception {
            return result.get(LONG.toSeconds(), TimeUnit.SECONDS);
        }

        private byte[] soFar() {
            return sink == null ? new byte[0] : sink.bytes();
        }

        @Override
        public Cut passing(byte[] bytes, int from, int length) {
            if (endings > 1) {
                result.completeExceptionally(new AssertionError("told twice that it ends"));
            }
            if (stopAfter >= 0 && soFar().length >= stopAfter && reader != null) {
                reader.stop();
                result.complete(new Read(true, Optional.empty(), soFar(), false));
                return Cut.NOTHING;
            }
            return Cut.of(java.util.Arrays.copyOfRange(bytes, from, from + length));
        }

        @Override
        public void ending() {
            endings++;
        }

        @Override
        public void ended(Hub.End end) {
            if (end instanceof Hub.End.Whole && endings != 1) {
                result.completeExceptionally(new AssertionError("told " + endings + " times that it ends"));
            }
            result.complete(new Read(true, Optional.of(end), soFar(), false));
        }

        @Override
        public void stalled() {
            result.complete(new Read(true, Optional.empty(), soFar(), true));
        }
    }

    static Hub.End failed() {
        return new Hub.End.Failed(new Failure.Broken("it broke"), Hub.Again.ONCE);
    }

    static List<byte[]> pieces(java.util.Random random, int count, int largest) {
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] piece = new byte[1 + random.nextInt(largest)];
            random.nextBytes(piece);
            pieces.add(piece);
        }
        return pieces;
    }
}
