package dev.penstock.app;

import dev.penstock.admin.tokens.TokenMac;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** placeholder until merged with the vault */
final class Pepper {
    static TokenMac of(ControlPlane.Kept kept) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return token -> {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                return mac.doFinal(token.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private Pepper() {}
}
