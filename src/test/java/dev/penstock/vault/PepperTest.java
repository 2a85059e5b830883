package dev.penstock.vault;

import static dev.penstock.vault.Keys.NEW;
import static dev.penstock.vault.Keys.OLD;
import static dev.penstock.vault.Keys.RANDOM;
import static dev.penstock.vault.Keys.vault;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class PepperTest {
    @Test
    void keeps_tokens_recognisable_over_a_rotation_of_the_master_key() throws NotOpened {
        Sealed sealed = Pepper.mint(vault(OLD), "gateway tokens", RANDOM);
        byte[] before = Pepper.open(vault(OLD), "gateway tokens", sealed).mac("pst_0123_abc");
        Sealed rewrapped = vault(NEW, OLD).rewrap(sealed);

        assertThat(Pepper.open(vault(NEW), "gateway tokens", rewrapped).mac("pst_0123_abc"))
                .isEqualTo(before)
                .hasSize(32);
    }

    @Test
    void is_the_hmac_of_rfc_2104_under_the_bytes_that_were_minted() throws GeneralSecurityException, NotOpened {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 7);
        Sealed sealed = Pepper.mint(vault(NEW), "x", given -> {
            Arrays.fill(given, (byte) 7);
        });
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(bytes, "HmacSHA256"));

        assertThat(Pepper.open(vault(NEW), "x", sealed).mac("token")).isEqualTo(mac.doFinal("token".getBytes(UTF_8)));
    }

    @Test
    void every_purpose_has_one_of_its_own() throws NotOpened {
        Sealed one = Pepper.mint(vault(NEW), "one", RANDOM);
        Sealed two = Pepper.mint(vault(NEW), "two", RANDOM);

        assertThat(Pepper.open(vault(NEW), "one", one).mac("token"))
                .isNotEqualTo(Pepper.open(vault(NEW), "two", two).mac("token"));
        assertThatThrownBy(() -> Pepper.open(vault(NEW), "two", one)).isInstanceOf(NotOpened.class);
        assertThat(Pepper.open(vault(NEW), "one", one)).hasToString("pepper •••");
    }
}
