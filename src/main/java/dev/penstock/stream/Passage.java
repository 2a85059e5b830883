package dev.penstock.stream;

/** What a relay tells of the bytes it carries, while they pass. One per call, on the call's event loop. */
public interface Passage extends EventSink {
    /** These bytes leave for the client next. */
    void passing(byte[] bytes, int from, int length);

    /**
     * The bytes told last complete what the client needs: the terminal event, or the last of a declared length. They have
     * not left yet: what must be on record before the client has it all, is recorded now.
     */
    void ending();

    /** Whether a clean end of bytes now would be a whole answer. */
    boolean mayEnd();

    /** Whether the dialect's last event has passed. */
    boolean hasEnded();
}
