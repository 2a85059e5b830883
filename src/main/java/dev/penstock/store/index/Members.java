package dev.penstock.store.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads metadata as {@link Texts} wrote it. */
final class Members {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Members() {}

    /** What is asked of one name or value. */
    interface Asked {
        boolean holds(byte[] text, int from, int length);
    }

    /** Whether some member has a name and a value of which this holds. */
    static boolean any(byte[] text, int length, Asked name, Asked value) {
        for (int at = 0; at < length; ) {
            int nameLength = (int) INT.get(text, at);
            int nameAt = at + Integer.BYTES;
            int valueLength = (int) INT.get(text, nameAt + nameLength);
            int valueAt = nameAt + nameLength + Integer.BYTES;
            at = valueAt + valueLength;
            if (name.holds(text, nameAt, nameLength) && value.holds(text, valueAt, valueLength)) {
                return true;
            }
        }
        return false;
    }
}
