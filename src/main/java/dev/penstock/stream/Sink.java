package dev.penstock.stream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** Where a relay sends what it carries: one client, or all who read the answer. */
public interface Sink {
    void write(Cut cut);

    boolean isFull();

    /** Called whenever there is room again. */
    void whenDrained(Runnable drained);

    /** One client. */
    static Sink of(WriteStream<Buffer> out) {
        return new Sink() {
            @Override
            public void write(Cut cut) {
                out.write(Bytes.buffer(cut.bytes(), cut.from(), cut.length()));
            }

            @Override
            public boolean isFull() {
                return out.writeQueueFull();
            }

            @Override
            public void whenDrained(Runnable drained) {
                out.drainHandler(v -> drained.run());
            }
        };
    }
}
