package dev.penstock.testkit;

import java.util.List;

/** Tells a story in one dialect, with the shapes that recordings of it have. */
interface Teller {
    /** The whole stream, one array an event (or frame, or line), the terminal ones included. */
    List<byte[]> stream(Story story);

    /** The answer in one JSON body. */
    String whole(Story story);

    /** What an error in the middle of a stream looks like. */
    byte[] error(Story story, String message);

    String contentType();

    /** How many of the last events make the ending that a broken stream lacks. */
    int endings(Story story);

    static byte[] sse(Object data) {
        return Bytes.of("data: " + Json.text(data) + "\n\n");
    }

    static byte[] sse(String name, Object data) {
        return Bytes.of("event: " + name + "\ndata: " + Json.text(data) + "\n\n");
    }
}
