package dev.penstock.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** Bytes derived from key material with HKDF-SHA-256 (RFC 5869), so that no purpose sees what another uses. */
final class Derived {
    private Derived() {}

    static byte[] bytes(byte[] material, String purpose, int length) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(material)
                            .thenExpand(purpose.getBytes(US_ASCII), length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no working HKDF-SHA256", e);
        }
    }
}
