package dev.penstock.store.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads metadata as {@link Texts} wrote it. */
final class Members {
    private Members() {}

    /** What is asked of one name or value. */
    interface Asked {
        boolean holds(byte[] text, int from, int length);
    }

    /** Whether some member has a name and a value of which this holds. */
    static boolean any(byte[] text, int length, Asked name, Asked value) {
        ByteBuffer from = ByteBuffer.wrap(text, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        while (from.hasRemaining()) {
            int nameLength = from.getInt();
            int nameAt = from.position();
            int valueLength = from.position(nameAt + nameLength).getInt();
            int valueAt = from.position();
            from.position(valueAt + valueLength);
            if (name.holds(text, nameAt, nameLength) && value.holds(text, valueAt, valueLength)) {
                return true;
            }
        }
        return false;
    }
}
