package dev.penstock.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Bytes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyReadingTest {
    private static final byte[] MATERIAL = Keys.material(5);
    private static final String HEX = HexFormat.of().formatHex(MATERIAL);

    @Test
    void the_same_key_is_read_however_it_is_written() {
        String base64 = Base64.getEncoder().encodeToString(MATERIAL);
        String url = Base64.getUrlEncoder().withoutPadding().encodeToString(MATERIAL);
        for (byte[] given : new byte[][] {
            MATERIAL.clone(),
            Bytes.of(HEX),
            Bytes.of(HEX.toUpperCase(Locale.ROOT) + "\n"),
            Bytes.of(base64),
            Bytes.of(" " + base64 + "\r\n"),
            Bytes.of(base64.replace("=", "")),
            Bytes.of(url),
            Bytes.of(url + "=")
        }) {
            assertThat(KeyReading.of(given))
                    .isInstanceOfSatisfying(
                            KeyReading.Good.class,
                            good -> assertThat(good.key().id())
                                    .isEqualTo(Keys.key(5).id()));
        }
    }

    @Test
    void a_minted_key_is_one() {
        for (int i = 0; i < 1000; i++) {
            assertThat(KeyReading.of(Bytes.of(KeyReading.mint(new SecureRandom()::nextBytes))))
                    .isInstanceOf(KeyReading.Good.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "secret",
                "correct horse battery staple",
                "a pass phrase of 32 characters..",
                "пароль из букв и еще пяти",
                "0123456789abcdef0123456789abcdef",
                "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                "not+base64+not+base64+not+base64+not+base6*="
            })
    void what_a_person_made_up_is_refused_with_what_to_do(String given) {
        assertThat(KeyReading.of(given.getBytes(UTF_8))).isInstanceOfSatisfying(KeyReading.Refused.class, refused -> {
            assertThat(refused.why()).contains("openssl rand -base64 32");
            if (given.length() > 1) {
                assertThat(refused.why()).doesNotContain(given);
            }
        });
    }

    @Test
    void every_wrong_length_is_refused() {
        byte[] many = new byte[100];
        new java.util.Random(3).nextBytes(many);
        for (int length = 0; length <= 100; length++) {
            if (length != 32) {
                assertThat(KeyReading.of(Arrays.copyOf(many, length)))
                        .as(length + " bytes")
                        .isInstanceOf(KeyReading.Refused.class);
            }
        }
        assertThat(KeyReading.of(Bytes.of(HEX.substring(2)))).isInstanceOf(KeyReading.Refused.class);
        assertThat(KeyReading.of(Bytes.of(HEX + "00"))).isInstanceOf(KeyReading.Refused.class);
    }

    @Test
    void patterns_are_refused_in_every_form() {
        byte[] equal = new byte[32];
        Arrays.fill(equal, (byte) 0xee);
        byte[] counting = new byte[32];
        byte[] falling = new byte[32];
        byte[] twice = Keys.material(6);
        byte[] few = new byte[32];
        for (int i = 0; i < 32; i++) {
            counting[i] = (byte) (0xf0 + i);
            falling[i] = (byte) (100 - 7 * i);
            few[i] = (byte) (i * i % 11 + 0xc0);
        }
        System.arraycopy(twice, 0, twice, 16, 16);
        for (byte[] weak : new byte[][] {new byte[32], equal, counting, falling, twice, few}) {
            for (byte[] form : new byte[][] {
                weak,
                Bytes.of(HexFormat.of().formatHex(weak)),
                Bytes.of(Base64.getEncoder().encodeToString(weak))
            }) {
                assertThat(KeyReading.of(form))
                        .as(HexFormat.of().formatHex(weak))
                        .isInstanceOf(KeyReading.Refused.class);
            }
        }
    }
}
