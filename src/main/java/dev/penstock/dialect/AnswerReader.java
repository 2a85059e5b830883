package dev.penstock.dialect;

import dev.penstock.call.Usage;
import java.util.Optional;

/**
 * Reads one answer of one dialect as its bytes pass, and changes none of them. Owned by one call, used by one thread.
 * Never throws on what an upstream sends: what cannot be read is passed over.
 */
public interface AnswerReader {
    /**
     * One whole event of a stream.
     *
     * @param type the SSE event name, or the event-stream's event or exception type; "" where there is none
     * @param data the event's data: SSE data lines joined, one NDJSON line, one array element, one frame's payload
     */
    void event(String type, byte[] data, int from, int length);

    /** The whole body of an answer that is no stream. */
    void body(byte[] body);

    /** What was used, as far as it was said: the last word wins, nothing is summed. */
    Usage usage();

    /** The model the answer names. */
    Optional<String> model();

    /** The service tier the answer names (flex, priority, batch …): it changes the price. */
    Optional<String> serviceTier();

    /** Whether a clean end of bytes now would be a whole answer: a finish reason or a terminal event was seen. */
    boolean mayEnd();

    /** Whether the dialect's last event was seen: nothing that matters follows. */
    boolean hasEnded();

    /** The error an answer carries in its own events, or in a 200 body. */
    Optional<String> inBandError();

    /** The text delivered so far (content, reasoning, tool arguments), to count where nothing was reported; bounded. */
    CharSequence delivered();

    /** How many characters were delivered, those beyond the bound of {@link #delivered} included. */
    default long deliveredChars() {
        return delivered().length();
    }

    /** Whether what was said of usage contradicts itself or is out of all bounds: what could be made of it was. */
    default boolean suspicious() {
        return false;
    }
}
