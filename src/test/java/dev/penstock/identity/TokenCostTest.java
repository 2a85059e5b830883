package dev.penstock.identity;

import static dev.penstock.identity.Tokens.NOW;
import static dev.penstock.identity.Tokens.PROD;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one check costs; no limits, only numbers to compare. */
@Tag("soak")
class TokenCostTest {
    private static final int ROUNDS = 1_000_000;

    @Test
    void prints_what_a_check_costs() {
        NewToken made = NewToken.mint(new Random(21)::nextBytes);
        TokenMac mac = TokenCostTest::hmac;
        String text = made.secret().reveal();
        KeptToken kept = new KeptToken(
                made.id(),
                "made",
                "default",
                Optional.empty(),
                Optional.empty(),
                List.of(new KeptToken.KeptSecret(mac.of(text), Optional.empty())));
        TokenRing ring = TokenRing.of(Tokens.settings(), List.of(kept), mac, new LastUse());
        String wrong = text.substring(0, 21) + Tokens.text(Tokens.OTHER).substring(21);
        for (int pass = 0; pass < 3; pass++) {
            System.out.printf(
                    "ns a check: declared %d, made %d, known id with wrong secret %d, unknown id %d, malformed %d%n",
                    cost(ring, Tokens.text(Tokens.GOOD)),
                    cost(ring, text),
                    cost(ring, wrong),
                    cost(ring, Tokens.text(Tokens.UNKNOWN)),
                    cost(ring, "pst_x"));
        }
        assertThat(ring.check(text, PROD, NOW)).isPresent();
    }

    private static long cost(TokenRing ring, String text) {
        int found = 0;
        long began = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            found += ring.check(text, PROD, NOW).isPresent() ? 1 : 0;
        }
        long took = System.nanoTime() - began;
        assertThat(found).isIn(0, ROUNDS);
        return took / ROUNDS;
    }

    private static byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
            return mac.doFinal(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
