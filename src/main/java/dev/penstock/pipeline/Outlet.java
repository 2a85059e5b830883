package dev.penstock.pipeline;

import dev.penstock.call.Headers;
import dev.penstock.stream.Sink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Where the answer of a call goes: to its client, or to all who share it. */
interface Outlet {
    /** Begins the answer. The length is sent where it is known, otherwise the answer is chunked. */
    void begin(int status, Headers headers, long lengthOrMinusOne);

    /** Takes the bytes of the answer after begin. */
    Sink sink();

    /** Ends the answer as a whole one. */
    Future<Void> end();

    /** Ends it with these bytes: head, body and end leave in one write where they can. */
    Future<Void> end(Buffer body);

    /** Ends the answer so that the client can see it is not whole: the connection is closed without its last chunk. */
    void breakOff();

    /** Closes the connection at once, whatever is still unread: of a client that reads nothing, nothing is awaited. */
    void abandon();
}
