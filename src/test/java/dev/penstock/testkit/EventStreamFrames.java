package dev.penstock.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Frames of the AWS event stream, written after its published format: total length, length of the headers, CRC-32 of
 * those eight bytes, headers, payload, CRC-32 of everything before.
 */
public final class EventStreamFrames {
    private EventStreamFrames() {}

    public static byte[] event(String type, String json) {
        return frame(json, ":event-type", type, ":content-type", "application/json", ":message-type", "event");
    }

    public static byte[] exception(String type, String message) {
        return frame(
                Json.text(Json.object("message", message)),
                ":exception-type",
                type,
                ":content-type",
                "application/json",
                ":message-type",
                "exception");
    }

    /** A frame with string headers: name, value, name, value … */
    public static byte[] frame(String payload, String... headers) {
        byte[] head = headers(headers);
        byte[] body = Bytes.of(payload);
        int total = 12 + head.length + body.length + 4;
        ByteBuffer frame = ByteBuffer.allocate(total);
        frame.putInt(total).putInt(head.length);
        frame.putInt(crc(frame.array(), 8));
        frame.put(head).put(body);
        frame.putInt(crc(frame.array(), total - 4));
        return frame.array();
    }

    /** The frame with one bit of its payload turned: both readers and checksums must notice. */
    public static byte[] corrupted(byte[] frame) {
        byte[] copy = frame.clone();
        copy[copy.length - 5] ^= 1;
        return copy;
    }

    private static byte[] headers(String... headers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < headers.length; i += 2) {
            byte[] value = Bytes.of(headers[i + 1]);
            bytes.write(headers[i].length());
            bytes.writeBytes(Bytes.of(headers[i]));
            bytes.write(7); // the type of a string
            bytes.write(value.length >> 8);
            bytes.write(value.length);
            bytes.writeBytes(value);
        }
        return bytes.toByteArray();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
