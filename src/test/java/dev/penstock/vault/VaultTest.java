package dev.penstock.vault;

import static dev.penstock.vault.Keys.LABEL;
import static dev.penstock.vault.Keys.NEW;
import static dev.penstock.vault.Keys.OLD;
import static dev.penstock.vault.Keys.SECRET;
import static dev.penstock.vault.Keys.vault;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.Secret;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.CanaryScanner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VaultTest {
    private final Vault vault = vault(NEW);

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "sk-1234", "{\"private_key\":\"-----BEGIN\\n\"}", "ключ 🔑 clé"})
    void opens_what_it_sealed(String secret) throws NotOpened {
        Sealed sealed = vault.seal(LABEL, new Secret(secret));

        assertThat(vault.open(LABEL, Sealed.of(sealed.bytes())).reveal()).isEqualTo(secret);
        assertThat(sealed.masterKey()).contains(NEW.id());
    }

    @Test
    void seals_nothing_that_would_not_come_back_as_it_was() {
        assertThatThrownBy(() -> vault.seal(LABEL, new Secret("half \ud83d")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("half");
        assertThatThrownBy(() -> vault.seal(LABEL, new Secret("x".repeat(64 * 1024 + 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65537");
    }

    @Test
    void no_place_opens_the_secret_of_another() throws NotOpened {
        List<Label> places = places();
        List<Sealed> sealed =
                places.stream().map(place -> vault.seal(place, SECRET)).toList();
        for (int at = 0; at < places.size(); at++) {
            for (int from = 0; from < places.size(); from++) {
                Label place = places.get(at);
                Sealed moved = sealed.get(from);
                if (at == from) {
                    assertThat(vault.open(place, moved).reveal()).isEqualTo(SECRET.reveal());
                } else {
                    assertThatThrownBy(() -> vault.open(place, moved))
                            .isInstanceOf(NotOpened.class)
                            .hasMessageContaining(place.toString());
                }
            }
        }
    }

    /** Two of each part in every combination, and labels that only lengths tell apart. */
    private static List<Label> places() {
        List<Label> places = new ArrayList<>();
        for (int bits = 0; bits < 32; bits++) {
            places.add(new Label(
                    (bits & 1) == 0 ? "a" : "b",
                    (bits & 2) == 0 ? "a" : "b",
                    (bits & 4) == 0 ? "a" : "b",
                    (bits & 8) == 0 ? "a" : "b",
                    (bits & 16) == 0 ? 1 : 2));
        }
        places.add(new Label("ab", "", "a", "a", 1));
        places.add(new Label("", "ab", "a", "a", 1));
        places.add(new Label("a", "", "ba", "a", 1));
        return places;
    }

    @Test
    void no_two_labels_are_written_alike() {
        Set<String> encoded = new HashSet<>();
        places().forEach(place -> encoded.add(HexFormat.of().formatHex(place.encoded())));

        assertThat(encoded).hasSameSizeAs(places());
        assertThat(HexFormat.of().formatHex(new Label("é", "", "", "x", 258).encoded()))
                .isEqualTo("00000011" + HexFormat.of().formatHex("penstock secret 1".getBytes(US_ASCII))
                        + "00000002c3a9" + "00000000" + "00000000" + "0000000178" + "0000000000000102");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u2028b", "\ud800", "a\u202eb", "a\u0000"})
    void a_label_that_could_be_misread_is_none(String part) {
        assertThatThrownBy(() -> new Label("a", "g", "p", part, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Label("a".repeat(257), "g", "p", "x", 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_flip_of_any_bit_is_refused() {
        byte[] good = vault.seal(LABEL, SECRET).bytes();
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> vault.open(LABEL, Sealed.of(bad)))
                    .as("bit " + bit)
                    .isInstanceOf(NotOpened.class)
                    .hasMessageContaining(LABEL.toString());
        }
    }

    @Test
    void bytes_cut_off_or_added_are_refused() {
        byte[] good = vault.seal(LABEL, SECRET).bytes();
        for (int length = 0; length <= good.length + 1; length++) {
            byte[] bad = Arrays.copyOf(good, length);
            if (length != good.length) {
                assertThatThrownBy(() -> vault.open(LABEL, Sealed.of(bad))).isInstanceOf(NotOpened.class);
            }
        }
    }

    @Test
    void a_flip_in_the_wrapped_key_is_not_rewrapped() {
        byte[] good = vault(OLD).seal(LABEL, SECRET).bytes();
        for (int at = 0; at < 81; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            assertThatThrownBy(() -> vault(NEW, OLD).rewrap(Sealed.of(bad)))
                    .as("byte " + at)
                    .isInstanceOf(NotOpened.class);
        }
    }

    @Test
    void an_unknown_master_key_is_named_with_those_at_hand() {
        Sealed sealed = vault(OLD).seal(LABEL, SECRET);

        assertThatThrownBy(() -> vault.open(LABEL, sealed))
                .isInstanceOf(NotOpened.class)
                .hasMessageContainingAll(LABEL.toString(), OLD.id(), NEW.id(), "master_key.previous");
    }

    @Test
    void rewrapping_changes_the_wrapped_key_only() throws NotOpened {
        Sealed old = vault(OLD).seal(LABEL, SECRET);
        Vault both = vault(NEW, OLD);
        Sealed next = both.rewrap(old);

        assertThat(both.open(LABEL, old).reveal()).isEqualTo(SECRET.reveal());
        assertThat(vault.open(LABEL, next).reveal()).isEqualTo(SECRET.reveal());
        assertThat(next.bytes()).hasSameSizeAs(old.bytes()).startsWith(new byte[] {1});
        assertThat(next.content()).isEqualTo(old.content());
        assertThat(next.nonce()).isEqualTo(old.nonce());
        assertThat(next.wrapped().key()).isNotEqualTo(old.wrapped().key());
        assertThat(both.rewrap(next)).isSameAs(next);
    }

    @Test
    void other_keys_seal_from_now_on_and_those_left_out_open_no_more() throws NotOpened {
        Vault turning = vault(OLD);
        Sealed old = turning.seal(LABEL, SECRET);
        turning.use(List.of(NEW, OLD));
        Sealed next = turning.seal(LABEL, SECRET);

        assertThat(next.masterKey()).contains(NEW.id());
        assertThat(turning.open(LABEL, old).reveal()).isEqualTo(SECRET.reveal());
        turning.use(List.of(NEW));
        assertThat(turning.open(LABEL, next).reveal()).isEqualTo(SECRET.reveal());
        assertThatThrownBy(() -> turning.open(LABEL, old)).isInstanceOf(NotOpened.class);
        assertThatThrownBy(() -> turning.use(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ten_thousand_secrets_share_no_nonce_and_no_wrapped_key() {
        Vault real = new Vault(List.of(NEW), new SecureRandom()::nextBytes);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            Sealed sealed = real.seal(LABEL, SECRET);
            seen.add(HexFormat.of().formatHex(sealed.nonce()));
            seen.add(HexFormat.of().formatHex(sealed.wrapped().nonce()));
            seen.add(HexFormat.of().formatHex(sealed.wrapped().key()));
        }
        assertThat(seen).hasSize(30_000);
    }

    @Test
    void nothing_it_makes_or_says_holds_the_secret() {
        Canary canary = Canary.key("stored key", "sk-");
        CanaryScanner scanner = CanaryScanner.of(canary);
        Sealed sealed = vault.seal(LABEL, new Secret(canary.value()));
        byte[] damaged = sealed.bytes();
        damaged[90] ^= 1;
        StringWriter said = new StringWriter();
        try (PrintWriter out = new PrintWriter(said)) {
            for (Throwable failure : List.of(
                    failure(() -> vault.open(Keys.LABEL, Sealed.of(damaged))),
                    failure(() -> vault.open(new Label("b", "", "", "", 1), sealed)),
                    failure(() -> vault(OLD).open(LABEL, sealed)),
                    failure(() -> vault(OLD).rewrap(sealed)),
                    failure(() -> vault.seal(LABEL, new Secret(canary.value() + "\ud800"))))) {
                failure.printStackTrace(out);
            }
        }

        assertThat(scanner.scan("bytes", sealed.bytes())).isEmpty();
        assertThat(scanner.scan("texts", sealed + " " + vault + " " + NEW + " " + LABEL))
                .isEmpty();
        assertThat(scanner.scan("failures", said.toString())).isEmpty();
        assertThat(said.toString()).contains("NotOpened").doesNotContain("AEADBadTag");
        assertThat(scanner.scan("proof", canary.value())).isNotEmpty();
        assertThat(sealed).hasToString("sealed under master key " + NEW.id());
    }

    private interface Act {
        Object run() throws NotOpened;
    }

    private static Throwable failure(Act act) {
        try {
            return new AssertionError("nothing failed: " + act.run());
        } catch (NotOpened | IllegalArgumentException e) {
            return e;
        }
    }
}
