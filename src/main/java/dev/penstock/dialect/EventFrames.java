package dev.penstock.dialect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Reads and writes the frames of an AWS event stream, both checksums checked and in place (docs.aws.amazon.com, "Event
 * stream encoding").
 */
final class EventFrames {
    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final byte STRING = 7;

    private EventFrames() {}

    /** One event's frame. */
    static byte[] event(String type, byte[] payload) {
        return frame(
                List.of(":event-type", type, ":content-type", "application/json", ":message-type", "event"), payload);
    }

    /** A frame with these headers: name, value, name, value. */
    private static byte[] frame(List<String> headers, byte[] payload) {
        int headersLength = 0;
        for (int i = 0; i < headers.size(); i += 2) {
            headersLength +=
                    1 + headers.get(i).length() + 3 + headers.get(i + 1).length();
        }
        int total = PRELUDE + headersLength + payload.length + CHECKSUM;
        ByteBuffer frame = ByteBuffer.allocate(total).putInt(total).putInt(headersLength);
        frame.putInt(checksum(frame.array(), 0, frame.position()));
        for (int i = 0; i < headers.size(); i += 2) {
            header(frame, headers.get(i), headers.get(i + 1));
        }
        frame.put(payload);
        frame.putInt(checksum(frame.array(), 0, frame.position()));
        return frame.array();
    }

    private static void header(ByteBuffer frame, String name, String value) {
        frame.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
        frame.put(STRING).putShort((short) value.length()).put(value.getBytes(StandardCharsets.US_ASCII));
    }

    /** Every event; an exception, a frame with a wrong sum and a rest that is no frame end the conversion. */
    static List<StreamEvent> cut(byte[] stream) {
        List<StreamEvent> events = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        while (bytes.hasRemaining()) {
            events.add(next(bytes, stream));
        }
        return events;
    }

    private static StreamEvent next(ByteBuffer bytes, byte[] stream) {
        int start = bytes.position();
        if (bytes.remaining() < PRELUDE + CHECKSUM) {
            throw new Inexact("a frame that is cut off");
        }
        int total = bytes.getInt(start);
        int headersLength = bytes.getInt(start + 4);
        if (total > bytes.remaining() || headersLength < 0 || headersLength > total - PRELUDE - CHECKSUM) {
            throw new Inexact("a frame whose lengths are wrong");
        }
        int end = start + total - CHECKSUM;
        if (bytes.getInt(start + 8) != checksum(stream, start, 8)
                || bytes.getInt(end) != checksum(stream, start, total - CHECKSUM)) {
            throw new Inexact("a frame whose checksum is wrong");
        }
        int payload = start + PRELUDE + headersLength;
        String type = type(bytes.slice(start + PRELUDE, headersLength));
        bytes.position(start + total);
        return StreamEvent.of(type, stream, payload, end);
    }

    private static String type(ByteBuffer headers) {
        String type = "";
        boolean isEvent = false;
        while (headers.hasRemaining()) {
            String name = text(headers, headers.get() & 0xFF);
            if (headers.remaining() < 3 || headers.get() != STRING) {
                throw new Inexact("a frame's header that is no text");
            }
            String value = text(headers, headers.getShort() & 0xFFFF);
            type = name.equals(":event-type") ? value : type;
            isEvent |= name.equals(":message-type") && value.equals("event");
        }
        if (!isEvent) {
            throw new Inexact("a frame that is no event");
        }
        return type;
    }

    private static String text(ByteBuffer headers, int length) {
        if (length > headers.remaining()) {
            throw new Inexact("a frame whose headers are cut off");
        }
        byte[] text = new byte[length];
        headers.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
