package dev.penstock.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Whose secret it is. It is authenticated with the secret, so that a sealed secret opens in its own place only.
 *
 * @param account the account, or * for what belongs to the gateway process itself
 * @param version 1 at first, one more with each new secret in this place
 */
public record Label(String account, String gateway, String provider, String alias, long version) {
    private static final byte[] DOMAIN = "penstock secret 1".getBytes(US_ASCII);
    private static final int LONGEST = 256;

    public Label {
        for (String part : List.of(account, gateway, provider, alias)) {
            check(part);
        }
        if (version < 0) {
            throw new IllegalArgumentException("The version of a label is " + version + "; must be 0 or more");
        }
    }

    /** What the process keeps for itself; no account can be called *. */
    static Label own(String purpose) {
        return new Label("*", "", "", purpose, 1);
    }

    /** A label is printed and encoded: both must be unmistakable. */
    private static void check(String part) {
        if (part.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "A label has a part of " + part.length() + " characters; must have at most " + LONGEST);
        }
        boolean unprintable = part.codePoints()
                .anyMatch(point -> Character.isISOControl(point)
                        || Character.getType(point) == Character.SURROGATE
                        || Character.getType(point) == Character.FORMAT
                        || Character.getType(point) == Character.LINE_SEPARATOR
                        || Character.getType(point) == Character.PARAGRAPH_SEPARATOR);
        if (unprintable) {
            throw new IllegalArgumentException("A label has a character that cannot be printed");
        }
    }

    /** The parts in order, each behind its length in bytes, so that no two labels are written alike. */
    byte[] encoded() {
        List<byte[]> parts = List.of(
                DOMAIN,
                account.getBytes(UTF_8),
                gateway.getBytes(UTF_8),
                provider.getBytes(UTF_8),
                alias.getBytes(UTF_8));
        int length =
                parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum() + Long.BYTES;
        ByteBuffer encoded = ByteBuffer.allocate(length);
        parts.forEach(part -> encoded.putInt(part.length).put(part));
        return encoded.putLong(version).array();
    }

    @Override
    public String toString() {
        return "account '" + account + "', gateway '" + gateway + "', provider '" + provider + "', alias '" + alias
                + "', version " + version;
    }
}
