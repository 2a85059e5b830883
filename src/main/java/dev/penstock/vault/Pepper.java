package dev.penstock.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.call.Secret;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of this installation that tokens are kept under: a stolen database cannot check guesses without it. Sealed like
 * any secret, so that a new master key changes no token.
 */
public final class Pepper {
    private static final int BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final SecretKey key;

    private Pepper(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, HMAC);
    }

    /** A new one, sealed to be stored once and for good. */
    public static Sealed mint(Vault vault, String purpose, Consumer<byte[]> random) {
        byte[] bytes = new byte[BYTES];
        random.accept(bytes);
        return vault.seal(
                Label.own(purpose),
                new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
    }

    public static Pepper open(Vault vault, String purpose, Sealed sealed) throws NotOpened {
        return new Pepper(Base64.getUrlDecoder()
                .decode(vault.open(Label.own(purpose), sealed).reveal()));
    }

    /** HMAC-SHA-256 of the token's text: 32 bytes, to be compared in constant time. */
    public byte[] mac(String tokenText) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(tokenText.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no working " + HMAC, e);
        }
    }

    @Override
    public String toString() {
        return "pepper •••";
    }
}
