package dev.penstock.pipeline;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Reads a body as its client would: all at once, or as it likes. Complains about bytes nobody asked for. */
final class BodyReader {
    private final ReadStream<Buffer> body;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable Random random;
    private long asked;
    private boolean ended;
    private @Nullable Throwable broken;

    private BodyReader(ReadStream<Buffer> body) {
        this.body = body;
        body.handler(this::take);
        body.exceptionHandler(cause -> {
            check(broken == null && !ended, "told twice how it ended");
            broken = cause;
        });
        body.endHandler(v -> {
            check(broken == null && !ended, "told twice how it ended");
            ended = true;
        });
    }

    static BodyReader all(ReadStream<Buffer> body) {
        BodyReader reader = new BodyReader(body);
        reader.asked = Long.MAX_VALUE;
        body.resume();
        return reader;
    }

    /** Reads nothing until it is told to. */
    static BodyReader slow(ReadStream<Buffer> body, Random random) {
        BodyReader reader = new BodyReader(body);
        reader.random = random;
        return reader;
    }

    /** Asks for some more, for all of it, or stops. */
    void turn() {
        if (random == null) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                asked = 0;
                body.pause();
            }
            case 1 -> {
                asked = Long.MAX_VALUE;
                body.resume();
            }
            default -> {
                int more = 1 + random.nextInt(2);
                asked = asked == Long.MAX_VALUE ? asked : asked + more;
                body.fetch(more);
            }
        }
    }

    void readOn() {
        asked = Long.MAX_VALUE;
        body.resume();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    boolean hasEnded() {
        return ended;
    }

    @Nullable
    Throwable broken() {
        return broken;
    }

    private void take(Buffer piece) {
        check(!ended && broken == null, "bytes behind the end");
        check(asked > 0, "bytes nobody asked for");
        asked -= asked == Long.MAX_VALUE ? 0 : 1;
        bytes.writeBytes(piece.getBytes());
        if (random != null && random.nextInt(3) == 0) {
            asked = 0;
            body.pause();
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
