package dev.penstock.pipeline;

import dev.penstock.call.Headers;
import dev.penstock.call.Refusal;
import dev.penstock.stream.Sink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** The client's side of one call, as the spine sees it. All of it happens on one event loop. */
public interface Client extends Outlet {
    String method();

    /** As it stands on the request line, not decoded. */
    String path();

    /** Without the question mark; empty where there is none. */
    String query();

    Headers headers();

    /** When the first byte of the call was seen, on the monotonic clock. */
    long arrivedNanos();

    /** The whole body, within its bounds and deadlines; fails with CallRefused. */
    Future<Buffer> body();

    /** Called once if the client goes away before its answer has ended. */
    void whenGone(Runnable gone);

    /** Where the bytes of the answer go after begin. */
    WriteStream<Buffer> out();

    @Override
    default Sink sink() {
        return Sink.of(out());
    }

    /** Answers with an error body of our own. Nothing may have begun. */
    void refuse(Refusal refusal, Headers headers);
}
