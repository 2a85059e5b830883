package dev.penstock.dialect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Writes one exception frame of an AWS event stream, both checksums in place. */
final class ExceptionFrame {
    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final byte STRING = 7;

    private ExceptionFrame() {}

    static byte[] of(String exceptionType, byte[] payload) {
        String[] headers = {
            ":exception-type", exceptionType, ":content-type", "application/json", ":message-type", "exception"
        };
        int headersLength = 0;
        for (int i = 0; i < headers.length; i += 2) {
            headersLength += 1 + headers[i].length() + 3 + headers[i + 1].length();
        }
        int total = PRELUDE + headersLength + payload.length + CHECKSUM;
        ByteBuffer frame = ByteBuffer.allocate(total).putInt(total).putInt(headersLength);
        frame.putInt(checksum(frame));
        for (int i = 0; i < headers.length; i += 2) {
            header(frame, headers[i], headers[i + 1]);
        }
        frame.put(payload);
        frame.putInt(checksum(frame));
        return frame.array();
    }

    private static void header(ByteBuffer frame, String name, String value) {
        frame.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
        frame.put(STRING).putShort((short) value.length()).put(value.getBytes(StandardCharsets.US_ASCII));
    }

    private static int checksum(ByteBuffer frame) {
        CRC32 crc = new CRC32();
        crc.update(frame.duplicate().flip());
        return (int) crc.getValue();
    }
}
