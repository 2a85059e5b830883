package dev.penstock.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Small work with byte arrays. */
public final class Bytes {
    private Bytes() {}

    public static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public static byte[] join(List<byte[]> pieces) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        pieces.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    public static byte[] join(byte[]... pieces) {
        return join(Arrays.asList(pieces));
    }

    /** Repeats a text up to exactly this many bytes. */
    public static byte[] filled(String pattern, int length) {
        byte[] one = of(pattern);
        byte[] filled = new byte[length];
        for (int i = 0; i < length; i++) {
            filled[i] = one[i % one.length];
        }
        return filled;
    }
}
