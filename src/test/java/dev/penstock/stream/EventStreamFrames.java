package dev.penstock.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Frames with one :event-type header. */
final class EventStreamFrames {
    private EventStreamFrames() {}

    static byte[] of(String eventType, byte[] payload) {
        String name = ":event-type";
        int headers = 1 + name.length() + 3 + eventType.length();
        int total = 16 + headers + payload.length;
        ByteBuffer frame = ByteBuffer.allocate(total).putInt(total).putInt(headers);
        frame.putInt(crc(frame));
        frame.put((byte) name.length()).put(name.getBytes(UTF_8));
        frame.put((byte) 7).putShort((short) eventType.length()).put(eventType.getBytes(UTF_8));
        frame.put(payload);
        return frame.putInt(crc(frame)).array();
    }

    private static int crc(ByteBuffer frame) {
        CRC32 crc = new CRC32();
        crc.update(frame.duplicate().flip());
        return (int) crc.getValue();
    }
}
