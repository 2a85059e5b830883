package dev.penstock.stream;

import dev.penstock.call.Framing;
import java.util.Optional;

/**
 * Cuts the bytes of a stream into whole events, wherever the network split them, and says which of the bytes fed so far
 * may be sent on: all up to the end of the last whole unit. Owned by one call, used by one thread. Linear in the bytes.
 *
 * <p>One read, in full: {@code Cut cut = cutter.feed(bytes, from, length, reader::event)}; write
 * {@code cut.bytes()[cut.from() .. cut.from() + cut.length())} if it is not empty; stop if {@code cut.flaw()} is there.
 * The tail that is no whole unit yet stays here and leads the next cut.
 */
public sealed interface EventCutter permits HoldingCutter {
    /** The longest event, in bytes, unless the configuration says otherwise. */
    int MAX_EVENT = 16 << 20;

    /** The cutter of a framing; empty where bytes are not cut. */
    static Optional<EventCutter> of(Framing framing, int maxEvent) {
        return switch (framing) {
            case SSE -> Optional.of(new SseCutter(maxEvent, EventEdit.NONE));
            case NDJSON -> Optional.of(new NdjsonCutter(maxEvent));
            case EVENT_STREAM -> Optional.of(new EventStreamCutter(maxEvent));
            case JSON_ARRAY -> Optional.of(new JsonArrayCutter(maxEvent));
            case WHOLE, BYTES -> Optional.empty();
        };
    }

    /** A cutter of server-sent events that sends single events on changed, or not at all. */
    static EventCutter editing(int maxEvent, EventEdit edit) {
        return new SseCutter(maxEvent, edit);
    }

    /**
     * Takes the next bytes as they came. Every event they make whole goes to the sink, in order, before this returns.
     * The cut may be a part of the array handed in, so the array must not change until the cut was written.
     */
    Cut feed(byte[] bytes, int from, int length, EventSink sink);

    /**
     * Takes what is left at the end of bytes as a whole event although its ending is missing: an SSE event without its
     * blank line, a last line without a line feed. Where that cannot be, the cut is empty and the event stays pending.
     */
    Cut finish(EventSink sink);

    /** Whether bytes are held back because their unit is not whole yet. */
    boolean pending();

    /** Whether an end of bytes now is a clean end of the framing: nothing pending, nothing left open, nothing flawed. */
    boolean whole();
}
