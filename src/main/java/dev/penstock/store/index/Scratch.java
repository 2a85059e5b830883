package dev.penstock.store.index;

/** Room for the bytes of one text. */
final class Scratch {
    private byte[] bytes = new byte[256];

    byte[] of(int length) {
        if (length > bytes.length) {
            bytes = new byte[length];
        }
        return bytes;
    }

    byte[] bytes() {
        return bytes;
    }
}
