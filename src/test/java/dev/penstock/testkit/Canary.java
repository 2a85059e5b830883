package dev.penstock.testkit;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A value nobody else has, put where a secret or a prompt stands, and looked for in everything the gateway leaves behind.
 *
 * @param name what it stands for, for the report
 * @param value what is given to the gateway
 * @param needle the part that must appear nowhere
 */
public record Canary(String name, String value, String needle) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A credential: a prefix such as {@code sk-} and 128 random bits in hex. */
    public static Canary key(String name, String prefix) {
        String token = token();
        return new Canary(name, prefix + token, token);
    }

    /** A text with what escapes differently in URLs, JSON and HTML around and within its random part. */
    public static Canary text(String name) {
        String needle = token() + "/+\"é&" + token();
        return new Canary(name, "please keep " + needle + " to yourself", needle);
    }

    private static String token() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    @Override
    public String toString() {
        return "Canary(" + name + ")";
    }
}
