package dev.penstock.admin.tokens;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.call.Secret;
import dev.penstock.control.Actor;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.Edit;
import dev.penstock.control.Kind;
import dev.penstock.identity.NewToken;
import dev.penstock.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The first token. While nobody can come in, a set-up token that was printed on this machine's console makes one
 * administrator of the whole installation, once.
 */
public final class SetUp implements Endpoint.Set {
    private static final Actor ACTOR = new Actor("set-up", "set-up token");

    private final ControlDesk desk;
    private final TokenMac mac;
    private final InstantSource clock;
    private final Consumer<byte[]> random;
    private final Optional<NewToken> offered;

    /** @param offered whether a set-up token may exist at all */
    public SetUp(ControlDesk desk, TokenMac mac, InstantSource clock, Consumer<byte[]> random, boolean offered) {
        this.desk = desk;
        this.mac = mac;
        this.clock = clock;
        this.random = random;
        this.offered = offered ? Optional.of(NewToken.mintManagement(random)) : Optional.empty();
    }

    /** To be shown on the console. */
    public Optional<Secret> token() {
        return offered.map(NewToken::secret);
    }

    @Override
    public List<Endpoint> endpoints() {
        Sheet sheet = Sheet.of(
                        "tokens",
                        "Make the first administrator with the set-up token",
                        Schemas.result(Schemas.object("id", Schemas.TEXT, "name", Schemas.TEXT, "value", Schemas.TEXT)))
                .taking(Schemas.object("token", Schemas.TEXT, "name?", Schemas.TEXT));
        return List.of(
                new Endpoint("POST", "/client/v4/set-up", new Access(Level.OPEN, Role.VIEWER), sheet, this::makeFirst));
    }

    private Answer makeFirst(ApiCall call) throws IOException {
        String shown = call.json().at("token").text().orElse("");
        String name = call.json().at("name").text().orElse("first administrator");
        return desk.change(ACTOR, state -> {
            boolean isFirst = state.of(Kind.TOKEN).stream()
                    .map(Token::of)
                    .noneMatch(token -> token.type() == Token.Type.MANAGEMENT);
            if (!isFirst || !isSame(shown)) {
                throw ApiRefused.of(401, Problem.of(10000, "Authentication error"));
            }
            NewToken made = NewToken.mintManagement(random);
            Token token = new Token(
                    made.id(), Token.Type.MANAGEMENT, name, "", Optional.of(Role.ADMIN), List.of(), Optional.empty());
            var document = token.document(clock.millis(), clock.millis());
            return new Change<>(
                    "",
                    "token created",
                    "tokens/" + made.id(),
                    List.of(
                            new Edit.Put(document),
                            new Edit.Seal(document.key(), mac.of(made.secret().reveal()))),
                    Answer.of(JsonText.object(
                            "id",
                            made.id(),
                            "name",
                            name,
                            "value",
                            made.secret().reveal())));
        });
    }

    private boolean isSame(String shown) {
        return offered.isPresent()
                && MessageDigest.isEqual(
                        shown.getBytes(StandardCharsets.UTF_8),
                        offered.get().secret().reveal().getBytes(StandardCharsets.UTF_8));
    }
}
