package dev.penstock.stream;

import java.io.ByteArrayOutputStream;

/** A cut some of whose events were changed: what stayed is copied up to each change. */
final class Edited {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    /** Up to where the original was taken over. */
    private int taken;

    Edited(int start) {
        taken = start;
    }

    void replace(byte[] bytes, int from, int to, byte[] replacement) {
        out.write(bytes, taken, from - taken);
        out.writeBytes(replacement);
        taken = to;
    }

    byte[] until(byte[] bytes, int to) {
        out.write(bytes, taken, to - taken);
        return out.toByteArray();
    }
}
