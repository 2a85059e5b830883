package dev.penstock.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The shape of a token: its sort (pst_ for calls, psm_ for management), 16 hexadecimal digits of id, _, 43 base64url
 * characters of 256 random bits.
 */
public final class TokenText {
    static final String PREFIX = "pst_";
    static final String MANAGEMENT_PREFIX = "psm_";
    static final int ID_LENGTH = 16;
    static final int SECRET_LENGTH = 43;

    private static final int ID_END = PREFIX.length() + ID_LENGTH;
    private static final int LENGTH = ID_END + 1 + SECRET_LENGTH;

    private TokenText() {}

    /** The token's id, if the text has the shape of a gateway token. */
    static Optional<String> id(String text) {
        return id(PREFIX, text);
    }

    /** The token's id, if the text has the shape of a management token. */
    public static Optional<String> managementId(String text) {
        return id(MANAGEMENT_PREFIX, text);
    }

    private static Optional<String> id(String prefix, String text) {
        boolean shaped = text.length() == LENGTH
                && text.startsWith(prefix)
                && text.charAt(ID_END) == '_'
                && isAll(text, PREFIX.length(), ID_END, TokenText::isHex)
                && isAll(text, ID_END + 1, LENGTH, TokenText::isBase64Url);
        return shaped ? Optional.of(text.substring(PREFIX.length(), ID_END)) : Optional.empty();
    }

    /** What in a credential is one of our tokens or meant to be: from the first word that begins like one to the end. */
    static Optional<String> misplaced(String credential) {
        int last = credential.length() - PREFIX.length();
        for (int i = 0; i <= last; i++) {
            if (credential.regionMatches(true, i, PREFIX, 0, PREFIX.length()) && beginsWord(credential, i)) {
                return Optional.of(credential.substring(i).strip());
            }
        }
        return Optional.empty();
    }

    /** A loop, not a stream: every call of an authenticated gateway comes through here. */
    private static boolean isAll(String text, int from, int to, IntPredicate kind) {
        for (int i = from; i < to; i++) {
            if (!kind.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean beginsWord(String text, int index) {
        return index == 0 || !isBase64Url(text.charAt(index - 1));
    }

    public static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static boolean isHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    private static boolean isBase64Url(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    }
}
