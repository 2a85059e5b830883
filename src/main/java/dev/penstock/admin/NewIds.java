package dev.penstock.admin;

import java.util.HexFormat;
import java.util.function.Consumer;

/** Makes the ids of things made through the API: random UUIDs (RFC 9562, version 4). */
public final class NewIds {
    private final Consumer<byte[]> random;

    public NewIds(Consumer<byte[]> random) {
        this.random = random;
    }

    public String next() {
        byte[] bytes = new byte[16];
        random.accept(bytes);
        bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
        String digits = HexFormat.of().formatHex(bytes);
        return String.join(
                "-",
                digits.substring(0, 8),
                digits.substring(8, 12),
                digits.substring(12, 16),
                digits.substring(16, 20),
                digits.substring(20));
    }
}
