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

    /** Another secret for a gateway token that keeps its id. */
    public static NewToken renew(String id, Consumer<byte[]> random) {
        return withId(TokenText.PREFIX, id, random);
    }

    /** Another secret for a management token that keeps its id. */
    public static NewToken renewManagement(String id, Consumer<byte[]> random) {
        return withId(TokenText.MANAGEMENT_PREFIX, id, random);
    }

    private static NewToken mint(String prefix, Consumer<byte[]> random) {
        byte[] id = new byte[ID_BYTES];
        random.accept(id);
        return withId(prefix, HexFormat.of().formatHex(id), random);
    }

    private static NewToken withId(String prefix, String idText, Consumer<byte[]> random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.accept(secret);
        String text =
                prefix + idText + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new NewToken(idText, new Secret(text), HexFormat.of().formatHex(TokenText.sha256(text)));
    }
}
