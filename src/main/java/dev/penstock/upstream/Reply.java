package dev.penstock.upstream;

import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;

/** What came of sending one request. */
public sealed interface Reply {
    /**
     * A status line and headers came, whatever the status.
     *
     * @param body the bytes to come; paused until somebody resumes it
     * @param framed whether length or chunking says where the body ends; otherwise only the closing of the connection does
     * @param failed why it is no usable answer, as far as it was read: its status, or what it says itself
     */
    record Answered(int status, Headers headers, ReadStream<Buffer> body, boolean framed, Optional<Failure> failed)
            implements Reply {}

    /** The answer another call brings or brought: it stands ready to be read, and nothing was sent for it. */
    record Shared(int status) implements Reply {}

    /** No answer came. */
    record NotAnswered(Failure failure) implements Reply {}
}
