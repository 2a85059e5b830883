package dev.penstock.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The primitives against published vectors. */
final class PrimitivesTest {
    private static final HexFormat HEX = HexFormat.of();

    /** "The Galois/Counter Mode of Operation (GCM)" as submitted to NIST, appendix B, test case 16: AES-256. */
    @Test
    void aes_gcm_gives_the_ciphertext_and_tag_of_the_published_vector() {
        SecretKeySpec key = new SecretKeySpec(
                HEX.parseHex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"), "AES");
        byte[] nonce = HEX.parseHex("cafebabefacedbaddecaf888");
        byte[] associated = HEX.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        byte[] plain = HEX.parseHex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        byte[] sealed = HEX.parseHex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b");

        assertThat(AesGcm.seal(key, nonce, associated, plain)).isEqualTo(sealed);
        assertThat(AesGcm.open(key, nonce, associated, sealed)).contains(plain);
        sealed[0] ^= 1;
        assertThat(AesGcm.open(key, nonce, associated, sealed)).isEmpty();
    }

    /** RFC 5869, appendix A.3: neither salt nor info, as we leave out the salt. */
    @Test
    void hkdf_without_salt_is_the_one_of_the_rfc() throws GeneralSecurityException {
        byte[] material = HEX.parseHex("0b".repeat(22));
        byte[] expected =
                HEX.parseHex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");

        assertThat(Derived.bytes(material, "", 42)).isEqualTo(expected);
        assertThat(KDF.getInstance("HKDF-SHA256")
                        .deriveData(
                                HKDFParameterSpec.ofExtract().addIKM(material).thenExpand(new byte[0], 42)))
                .isEqualTo(expected);
    }

    @Test
    void id_and_wrapping_key_of_a_master_key_are_derived_apart() {
        byte[] material = Keys.material(1);
        MasterKey key = MasterKey.of(material);

        assertThat(key.id())
                .matches("[0-9a-f]{16}")
                .isEqualTo(MasterKey.of(material).id());
        assertThat(HEX.formatHex(key.wrapping().getEncoded())).doesNotContain(key.id());
        assertThat(key.wrapping().getEncoded()).isNotEqualTo(material).hasSize(32);
        assertThat(HEX.formatHex(material)).doesNotContain(key.id());
    }
}
