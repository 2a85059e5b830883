package dev.penstock.identity;

import dev.penstock.call.Secret;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * A token just made. The secret is known only now; the file keeps id and hash.
 *
 * @param id 16 hexadecimal digits
 * @param secret the whole token
 * @param sha256 of the whole token's text, in hexadecimal digits
 */
public record NewToken(String id, Secret secret, String sha256) {
    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 32;

    /** Makes one from bytes that must come from a cryptographic source. */
    public static NewToken mint(Consumer<byte[]> random) {
        return mint(TokenText.PREFIX, random);
    }

    /** Makes one for the management API. */
    public static NewToken mintManagement(Consumer<byte[]> random) {
        return mint(TokenText.MANAGEMENT_PREFIX, random);
    }

    private static NewToken mint(String prefix, Consumer<byte[]> random) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.accept(id);
        random.accept(secret);
        String idText = HexFormat.of().formatHex(id);
        String text =
                prefix + idText + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new NewToken(idText, new Secret(text), HexFormat.of().formatHex(TokenText.sha256(text)));
    }
}
