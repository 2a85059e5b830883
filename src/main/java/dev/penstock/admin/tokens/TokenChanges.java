package dev.penstock.admin.tokens;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.config.Settings;
import dev.penstock.control.Change;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.identity.NewToken;
import dev.penstock.identity.TokenMac;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What becomes of the kept state when a token is made, changed, rotated or revoked. Pure but for the random bytes. */
final class TokenChanges {
    /** What an account, or the installation, may have: more are not rotated by anybody. */
    static final int MOST = 1_000;

    private static final int MAC_LENGTH = 32;

    private final Settings settings;
    private final TokenMac mac;
    private final Consumer<byte[]> random;
    private final Instant now;

    TokenChanges(Settings settings, TokenMac mac, Consumer<byte[]> random, Instant now) {
        this.settings = settings;
        this.mac = mac;
        this.random = random;
        this.now = now;
    }

    /**
     * A token and, where it just got one, its secret.
     *
     * @param secret the whole token's text
     */
    record Changed(TokenBook.Entry entry, Optional<String> secret) {}

    /** @param wanted the token but for its id */
    Change<Changed> create(ControlState state, Token wanted) {
        TokenBook book = new TokenBook(state, settings);
        if (book.made(wanted.account()) >= MOST) {
            throw conflict("There are " + MOST + " tokens already; revoke one first");
        }
        NewToken minted = wanted.type() == Token.Type.RUN ? NewToken.mint(random) : NewToken.mintManagement(random);
        if (book.isTaken(minted.id())) {
            throw conflict("The id just drawn is taken; try again");
        }
        Token token = new Token(
                minted.id(),
                wanted.type(),
                wanted.name(),
                wanted.account(),
                wanted.role(),
                wanted.gateways(),
                wanted.expiresAt(),
                Optional.empty());
        String secret = minted.secret().reveal();
        Document document = token.document(now.toEpochMilli(), now.toEpochMilli());
        return change(
                "token created",
                token,
                List.of(new Edit.Put(document), new Edit.Seal(token.key(), mac.of(secret))),
                new Changed(new TokenBook.Entry(token, Optional.of(document)), Optional.of(secret)));
    }

    Change<Changed> update(ControlState state, TokenBook.Entry entry, UnaryOperator<Token> change) {
        Document before = made(entry);
        Token token = change.apply(entry.token());
        if (entry.token().isExpiredAt(now)) {
            throw conflict("The token has expired and does not come back; make another");
        }
        Document document = token.document(before.createdAt(), now.toEpochMilli());
        List<Edit> edits = List.of(new Edit.Put(document));
        keepAnAdministrator(state, edits);
        return change("token changed", token, edits, of(token, document));
    }

    /** The id stays; the secret so far is good until the overlap ends. Never are more than two good at once. */
    Change<Changed> rotate(ControlState state, TokenBook.Entry entry, Duration overlap) {
        Document before = made(entry);
        if (entry.token().isExpiredAt(now)) {
            throw conflict("The token has expired and does not come back; make another");
        }
        if (!overlap.isZero() && entry.token().overlapsAt(now)) {
            throw conflict("The secret before the last rotation is good until "
                    + entry.token().previousUntil().map(Instant::toString).orElse("")
                    + "; wait until then, or rotate with overlap_seconds 0, which ends both secrets at once");
        }
        String id = entry.token().id();
        NewToken minted = entry.token().type() == Token.Type.RUN
                ? NewToken.renew(id, random)
                : NewToken.renewManagement(id, random);
        String secret = minted.secret().reveal();
        Token token =
                entry.token().withPreviousUntil(overlap.isZero() ? Optional.empty() : Optional.of(now.plus(overlap)));
        Document document = token.document(before.createdAt(), now.toEpochMilli());
        byte[] next = mac.of(secret);
        byte[] former = Arrays.copyOf(state.sealed(token.key()).orElseThrow(), MAC_LENGTH);
        byte[] sealed = overlap.isZero() ? next : TokenSecrets.rotated(next, former);
        return change(
                "token rotated",
                token,
                List.of(new Edit.Put(document), new Edit.Seal(token.key(), sealed)),
                new Changed(new TokenBook.Entry(token, Optional.of(document)), Optional.of(secret)));
    }

    Change<Changed> revoke(ControlState state, TokenBook.Entry entry) {
        Document document = made(entry);
        List<Edit> edits = List.of(new Edit.Remove(document.key()));
        keepAnAdministrator(state, edits);
        return change("token revoked", entry.token(), edits, of(entry.token(), document));
    }

    private void keepAnAdministrator(ControlState state, List<Edit> edits) {
        boolean before = new TokenBook(state, settings).hasLastingAdministrator();
        boolean after = new TokenBook(state.with(state.revision(), edits), settings).hasLastingAdministrator();
        if (before && !after) {
            throw conflict("This is the last administrator of the installation whose token does not expire; make"
                    + " another first");
        }
    }

    private static Document made(TokenBook.Entry entry) {
        return entry.document()
                .orElseThrow(
                        () -> ApiRefused.declared("The token '" + entry.token().id() + "'"));
    }

    private static Changed of(Token token, Document document) {
        return new Changed(new TokenBook.Entry(token, Optional.of(document)), Optional.empty());
    }

    private static Change<Changed> change(String action, Token token, List<Edit> edits, Changed result) {
        return new Change<>(token.account(), action, "tokens/" + token.id(), edits, result);
    }

    private static ApiRefused conflict(String message) {
        return ApiRefused.of(409, Problem.of(7009, message));
    }
}
