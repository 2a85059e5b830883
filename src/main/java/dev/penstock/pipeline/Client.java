package dev.penstock.pipeline;

import dev.penstock.call.Headers;
import dev.penstock.call.Refusal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** The client's side of one call, as the spine sees it. All of it happens on one event loop. */
public interface Client {
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

    /** Begins the answer. The length is sent where it is known, otherwise the answer is chunked. */
    void begin(int status, Headers headers, long lengthOrMinusOne);

    /** Where the bytes of the answer go after begin. */
    WriteStream<Buffer> out();

    /** Ends the answer as a whole one. */
    Future<Void> end();

    /** Ends the answer so that the client can see it is not whole: the connection is closed without its last chunk. */
    void breakOff();

    /** Closes the connection at once, whatever is still unread: of a client that reads nothing, nothing is awaited. */
    void abandon();

    /** Answers with an error body of our own. Nothing may have begun. */
    void refuse(Refusal refusal, Headers headers);
}
