package dev.penstock.stream;

/** Takes whole events. The array is valid during the call only, and must not be changed. */
@FunctionalInterface
public interface EventSink {
    /**
     * @param type the SSE event name, or the event-stream's event type, exception type or error code; "" where there is none
     * @param data the event's data: SSE data lines joined, one NDJSON line, one array element, one frame's payload
     */
    void event(String type, byte[] data, int from, int length);
}
