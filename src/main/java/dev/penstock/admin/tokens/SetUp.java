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
import dev.penstock.identity.NewToken;
import dev.penstock.identity.TokenMac;
import dev.penstock.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The first token. While there is no administrator, a set-up token that was printed on this machine's console makes one
 * of the whole installation: once, and within an hour of the start.
 */
public final class SetUp implements Endpoint.Set {
    private static final Actor ACTOR = new Actor("set-up", "set-up token");
    private static final Duration GOOD_FOR = Duration.ofHours(1);

    private final ControlDesk desk;
    private final TokenMac mac;
    private final InstantSource clock;
    private final Consumer<byte[]> random;
    private final BooleanSupplier needed;
    private final Optional<NewToken> offered;
    private final Instant until;

    /**
     * @param ring tells whether there is an administrator
     * @param offers whether a set-up token may exist at all
     */
    public SetUp(
            ControlDesk desk,
            ManagementRing ring,
            TokenMac mac,
            InstantSource clock,
            Consumer<byte[]> random,
            boolean offers) {
        this.desk = desk;
        this.mac = mac;
        this.clock = clock;
        this.random = random;
        this.needed = () -> !ring.hasAdministrator();
        this.offered =
                offers && needed.getAsBoolean() ? Optional.of(NewToken.mintManagement(random)) : Optional.empty();
        this.until = clock.instant().plus(GOOD_FOR);
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
        refuseUnlessGood(call.json().at("token").text().orElse(""));
        String name = TokenBody.name(call.json()).orElse("first administrator");
        return desk.change(ACTOR, state -> {
            // Asked again under the desk's lock: of two at once only one makes an administrator.
            if (!needed.getAsBoolean()) {
                throw refused();
            }
            NewToken made = NewToken.mintManagement(random);
            Token token = new Token(
                    made.id(),
                    Token.Type.MANAGEMENT,
                    name,
                    "",
                    Optional.of(Role.ADMIN),
                    List.of(),
                    Optional.empty(),
                    Optional.empty());
            String value = made.secret().reveal();
            return new Change<>(
                    "",
                    "token created",
                    "tokens/" + made.id(),
                    List.of(
                            new Edit.Put(token.document(clock.millis(), clock.millis())),
                            new Edit.Seal(token.key(), mac.of(value))),
                    Answer.of(JsonText.object("id", made.id(), "name", name, "value", value)));
        });
    }

    private void refuseUnlessGood(String shown) {
        boolean same = offered.isPresent()
                && MessageDigest.isEqual(
                        shown.getBytes(StandardCharsets.UTF_8),
                        offered.get().secret().reveal().getBytes(StandardCharsets.UTF_8));
        if (!same || !clock.instant().isBefore(until) || !needed.getAsBoolean()) {
            throw refused();
        }
    }

    private static ApiRefused refused() {
        return ApiRefused.of(401, Problem.of(10000, "Authentication error"));
    }
}
