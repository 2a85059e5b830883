package dev.penstock.store.spool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** A record in a segment: u32 length, u32 CRC-32C of the payload, the payload; big-endian. */
final class Frame {
    static final int HEAD = 8;

    /** Opens each segment, and names its layout. */
    static final byte[] MAGIC = {'P', 'S', 'P', 'O', 'O', 'L', 0, 1};

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Frame() {}

    /** Writes the head before a payload that stands at offset HEAD. */
    static void seal(byte[] frame, int length) {
        INT.set(frame, 0, length - HEAD);
        INT.set(frame, 4, crc(frame, HEAD, length - HEAD));
    }

    /** The payload's length as the head at this place says it, whatever it says. */
    static int payloadLength(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    /** Whether the payload is the one the head was written for. No payload is empty, so zeros are not a record. */
    static boolean isWhole(byte[] bytes, int at, int payloadLength) {
        return payloadLength > 0 && (int) INT.get(bytes, at + 4) == crc(bytes, at + HEAD, payloadLength);
    }

    private static int crc(byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, length);
        return (int) crc.getValue();
    }
}
