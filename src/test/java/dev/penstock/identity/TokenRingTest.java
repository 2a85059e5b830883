package dev.penstock.identity;

import static dev.penstock.identity.Tokens.NOW;
import static dev.penstock.identity.Tokens.PROD;
import static dev.penstock.identity.Tokens.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Principal;
import dev.penstock.call.Scope;
import dev.penstock.config.TokenSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRingTest {
    private final TokenRing ring = Tokens.ring();

    @Test
    void a_new_token_has_its_shape_and_its_hash() throws Exception {
        NewToken token = Tokens.GOOD;

        assertThat(text(token)).matches("pst_[0-9a-f]{16}_[A-Za-z0-9_-]{43}").contains("_" + token.id() + "_");
        assertThat(token.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(text(token).getBytes(StandardCharsets.US_ASCII))));
        assertThat(token.toString()).doesNotContain(text(token));
        assertThat(List.of(text(Tokens.GOOD), text(Tokens.OTHER), text(Tokens.UNKNOWN)))
                .doesNotHaveDuplicates();
    }

    @Test
    void knows_the_holder_of_a_token_it_was_told_of() {
        assertThat(ring.check(text(Tokens.GOOD), PROD, NOW))
                .contains(new Principal.TokenHolder(Tokens.GOOD.id(), Optional.of("ci")));
        assertThat(ring.check(text(Tokens.OTHER), PROD, NOW))
                .contains(new Principal.TokenHolder(Tokens.OTHER.id(), Optional.empty()));
    }

    @Test
    void a_token_is_good_for_its_gateways_only() {
        assertThat(ring.check(text(Tokens.STAGING_ONLY), PROD, NOW)).isEmpty();
        assertThat(ring.check(text(Tokens.STAGING_ONLY), new Scope("default", "staging"), NOW))
                .isPresent();
        assertThat(ring.check(text(Tokens.GOOD), new Scope("another", "prod"), NOW))
                .isEmpty();
    }

    @Test
    void a_token_is_good_until_the_moment_it_expires() {
        assertThat(ring.check(text(Tokens.EXPIRED), PROD, NOW.minusNanos(1))).isPresent();
        assertThat(ring.check(text(Tokens.EXPIRED), PROD, NOW)).isEmpty();
    }

    @Test
    void an_id_with_another_secret_is_nobody() {
        String mixed = text(Tokens.GOOD).substring(0, 21) + text(Tokens.OTHER).substring(21);

        assertThat(ring.check(mixed, PROD, NOW)).isEmpty();
        assertThat(ring.check(text(Tokens.UNKNOWN), PROD, NOW)).isEmpty();
    }

    @Test
    void every_changed_character_is_noticed() {
        String good = text(Tokens.GOOD);
        for (int i = 0; i < good.length(); i++) {
            String changed = good.substring(0, i) + (good.charAt(i) == 'a' ? 'b' : 'a') + good.substring(i + 1);
            assertThat(ring.check(changed, PROD, NOW)).as(changed).isEmpty();
        }
    }

    @Test
    void an_unknown_id_costs_the_same_hashes_and_comparisons_as_a_known_one_with_a_wrong_secret() {
        NewToken made = NewToken.mint(new Random(3)::nextBytes);
        String tail = text(Tokens.OTHER).substring(21);
        for (String candidate : List.of(
                text(Tokens.GOOD).substring(0, 21) + tail, text(made).substring(0, 21) + tail, text(Tokens.UNKNOWN))) {
            List<Integer> compared = new ArrayList<>();
            AtomicInteger macs = new AtomicInteger();
            TokenMac counted = text -> {
                macs.incrementAndGet();
                return Tokens.mac(text);
            };
            TokenRing counting =
                    TokenRing.of(Tokens.settings(), List.of(kept(made)), counted, new LastUse(), (expected, actual) -> {
                        compared.add(expected.length + actual.length);
                        return MessageDigest.isEqual(expected, actual);
                    });

            assertThat(counting.check(candidate, PROD, NOW)).isEmpty();

            assertThat(compared).as(candidate).containsExactly(64, 64);
            assertThat(macs).hasValue(1);
        }
    }

    @Test
    void a_token_made_while_running_is_known_by_its_hmac_and_then_without() {
        NewToken made = NewToken.mint(new Random(4)::nextBytes);
        AtomicInteger macs = new AtomicInteger();
        TokenRing counting = TokenRing.of(
                Tokens.settings(),
                List.of(kept(made)),
                text -> {
                    macs.incrementAndGet();
                    return Tokens.mac(text);
                },
                new LastUse());

        for (int i = 0; i < 3; i++) {
            assertThat(counting.check(text(made), PROD, NOW))
                    .contains(new Principal.TokenHolder(made.id(), Optional.of("made")));
        }

        assertThat(macs).hasValue(1);
        assertThat(counting.check(text(made), new Scope("another", "prod"), NOW))
                .isEmpty();
    }

    @Test
    void a_token_of_one_account_is_nothing_in_another() {
        NewToken made = NewToken.mint(new Random(5)::nextBytes);
        KeptToken theirs = new KeptToken(
                made.id(),
                "theirs",
                "acme",
                Optional.empty(),
                Optional.empty(),
                kept(made).secrets());
        TokenRing two = Tokens.ring(List.of(theirs));

        assertThat(two.check(text(made), new Scope("acme", "prod"), NOW)).isPresent();
        assertThat(two.check(text(made), PROD, NOW)).isEmpty();
        assertThat(two.check(text(Tokens.GOOD), new Scope("acme", "prod"), NOW)).isEmpty();
    }

    @Test
    void the_secret_before_a_rotation_is_good_until_the_overlap_ends() {
        NewToken first = NewToken.mint(new Random(6)::nextBytes);
        NewToken second = NewToken.renew(first.id(), new Random(8)::nextBytes);
        KeptToken rotated = new KeptToken(
                first.id(),
                "made",
                "default",
                Optional.empty(),
                Optional.empty(),
                List.of(
                        new KeptToken.KeptSecret(Tokens.mac(text(second)), Optional.empty()),
                        new KeptToken.KeptSecret(Tokens.mac(text(first)), Optional.of(NOW.plusSeconds(60)))));
        TokenRing two = Tokens.ring(List.of(rotated));

        for (int i = 0; i < 2; i++) {
            assertThat(two.check(text(second), PROD, NOW)).isPresent();
            assertThat(two.check(text(first), PROD, NOW)).isPresent();
            assertThat(two.check(text(first), PROD, NOW.plusSeconds(60))).isEmpty();
            assertThat(two.check(text(second), PROD, NOW.plusSeconds(60))).isPresent();
        }
    }

    private static byte[] hashed(String text) {
        throw new AssertionError("Hashed " + text.length());
    }

    private static KeptToken kept(NewToken token) {
        return new KeptToken(
                token.id(),
                "made",
                "default",
                Optional.empty(),
                Optional.empty(),
                List.of(new KeptToken.KeptSecret(Tokens.mac(text(token)), Optional.empty())));
    }

    @Test
    void an_unknown_id_is_nobody_even_if_the_comparison_said_yes() {
        assertThat(TokenRing.of(Tokens.settings(), List.of(), Tokens::mac, new LastUse(), (expected, actual) -> true)
                        .check(text(Tokens.UNKNOWN), PROD, NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pst_",
                "pst_0123456789abcdef",
                "pst_0123456789abcdef_",
                "pst_0123456789abcdef_short",
                "pst_0123456789ABCDEF_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "pst_0123456789abcdef-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "PST_0123456789abcdef_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "pst_0123456789abcdef_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=",
                "pst_0123456789abcdef_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "pst_0123456789abcdeé_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            })
    void what_has_no_shape_is_looked_up_nowhere(String malformed) {
        Map<String, TokenRing.Entry> untouchable = new HashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            public TokenRing.Entry getOrDefault(Object key, TokenRing.Entry fallback) {
                throw new AssertionError("Looked up " + key);
            }
        };
        TokenRing ringOfNone = new TokenRing(untouchable, TokenRingTest::hashed, (expected, actual) -> {
            throw new AssertionError("Compared");
        });

        assertThat(ringOfNone.check(malformed, PROD, NOW)).isEmpty();
    }

    @Test
    void a_megabyte_is_not_even_hashed() {
        TokenRing ringOfNone = new TokenRing(Map.of(), TokenRingTest::hashed, (expected, actual) -> {
            throw new AssertionError("Compared");
        });

        assertThat(ringOfNone.check("pst_" + "a".repeat(1 << 20), PROD, NOW)).isEmpty();
    }

    @Test
    void ten_thousand_tokens_are_never_mixed_up() {
        Random random = new Random(11);
        List<NewToken> tokens = new ArrayList<>();
        Map<String, TokenRing.Entry> byId = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            NewToken token = NewToken.mint(random::nextBytes);
            tokens.add(token);
            TokenSettings settings =
                    new TokenSettings(token.id(), token.sha256(), Optional.empty(), Optional.empty(), Optional.empty());
            byId.put(token.id(), TokenRing.declared(settings, "default", new LastUse()));
        }
        TokenRing large = new TokenRing(byId, Tokens::mac, MessageDigest::isEqual);

        for (int i = 0; i < tokens.size(); i++) {
            NewToken token = tokens.get(i);
            NewToken next = tokens.get((i + 1) % tokens.size());
            String mixed = text(token).substring(0, 21) + text(next).substring(21);
            assertThat(large.check(text(token), PROD, NOW).map(Principal.TokenHolder::id))
                    .contains(token.id());
            assertThat(large.check(mixed, PROD, NOW)).isEmpty();
        }
    }
}
