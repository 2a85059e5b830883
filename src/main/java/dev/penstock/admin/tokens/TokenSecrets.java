package dev.penstock.admin.tokens;

import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Kind;
import dev.penstock.identity.KeptToken;
import dev.penstock.identity.KeptToken.KeptSecret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What recognises tokens, as it is sealed beside them: the newest secret's HMAC, and after a rotation the one before. */
public final class TokenSecrets {
    private static final int LENGTH = 32;

    private TokenSecrets() {}

    /** The gateway tokens made while running. */
    public static List<KeptToken> run(ControlState state) {
        List<KeptToken> tokens = new ArrayList<>();
        for (Document document : state.of(Kind.TOKEN)) {
            Token token = Token.of(document);
            if (token.type() == Token.Type.RUN) {
                tokens.add(new KeptToken(
                        token.id(),
                        token.name(),
                        token.account(),
                        token.gateways().isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(token.gateways())),
                        token.expiresAt(),
                        of(token, state)));
            }
        }
        return tokens;
    }

    static List<KeptSecret> of(Token token, ControlState state) {
        byte[] sealed = state.sealed(token.key()).orElse(new byte[0]);
        List<KeptSecret> secrets = new ArrayList<>(2);
        if (sealed.length >= LENGTH) {
            secrets.add(new KeptSecret(Arrays.copyOf(sealed, LENGTH), Optional.empty()));
        }
        if (sealed.length >= 2 * LENGTH && token.previousUntil().isPresent()) {
            secrets.add(new KeptSecret(Arrays.copyOfRange(sealed, LENGTH, 2 * LENGTH), token.previousUntil()));
        }
        return secrets;
    }

    /** The new secret first, and the newest of those there were. */
    static byte[] rotated(byte[] next, byte[] before) {
        byte[] both = Arrays.copyOf(next, 2 * LENGTH);
        System.arraycopy(before, 0, both, LENGTH, LENGTH);
        return both;
    }
}
