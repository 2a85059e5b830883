package dev.penstock.admin.tokens;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Directory;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Reach;
import dev.penstock.admin.Role;
import dev.penstock.admin.Sheet;
import dev.penstock.call.Scope;
import dev.penstock.config.Settings;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.Kind;
import dev.penstock.identity.LastUse;
import dev.penstock.identity.TokenMac;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes, lists, names, expires, rotates and revokes tokens: an account's own below the account, those of the whole
 * installation beside it. A secret is shown once, in the answer that makes it.
 */
public final class Tokens implements Endpoint.Set {
    private static final String OF_ACCOUNT = Endpoint.ACCOUNT + "/tokens";
    private static final String OF_INSTALLATION = "/client/v4/tokens";
    private static final List<String> CREATABLE = List.of("name", "type", "role", "gateways", "expires_at");
    private static final List<String> CHANGEABLE = List.of("name", "expires_at");
    private static final List<String> ROTATABLE = List.of("overlap_seconds");

    private static final JsonTree NOTHING_ASKED = JsonTree.read("{}");

    private final ControlDesk desk;
    private final Supplier<Settings> settings;
    private final Directory directory;
    private final TokenMac mac;
    private final LastUse uses;
    private final InstantSource clock;
    private final Consumer<byte[]> random;

    public Tokens(
            ControlDesk desk,
            Supplier<Settings> settings,
            Directory directory,
            TokenMac mac,
            LastUse uses,
            InstantSource clock,
            Consumer<byte[]> random) {
        this.desk = desk;
        this.settings = settings;
        this.directory = directory;
        this.mac = mac;
        this.uses = uses;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public List<Endpoint> endpoints() {
        Access readPart = new Access(Level.ACCOUNT_PART, Role.VIEWER);
        Access writePart = new Access(Level.ACCOUNT_PART, Role.ADMIN);
        Access read = new Access(Level.INSTALLATION, Role.VIEWER);
        Access write = new Access(Level.INSTALLATION, Role.ADMIN);
        Sheet verify = Sheet.of("tokens", "Say whether the token that asks is good", TokenSheets.VERIFIED);
        return List.of(
                new Endpoint("GET", OF_ACCOUNT, readPart, TokenSheets.LIST, this::list),
                new Endpoint("POST", OF_ACCOUNT, writePart, TokenSheets.CREATE, this::create),
                new Endpoint("GET", OF_ACCOUNT + "/verify", readPart, verify, this::verify),
                new Endpoint("GET", OF_ACCOUNT + "/{token_id}", readPart, TokenSheets.SHOW, this::show),
                new Endpoint("PATCH", OF_ACCOUNT + "/{token_id}", writePart, TokenSheets.UPDATE, this::update),
                new Endpoint("DELETE", OF_ACCOUNT + "/{token_id}", writePart, TokenSheets.REVOKE, this::revoke),
                new Endpoint("POST", OF_ACCOUNT + "/{token_id}/rotate", writePart, TokenSheets.ROTATE, this::rotate),
                new Endpoint("GET", OF_INSTALLATION, read, TokenSheets.LIST, this::list),
                new Endpoint("POST", OF_INSTALLATION, write, TokenSheets.CREATE, this::create),
                new Endpoint("GET", OF_INSTALLATION + "/{token_id}", read, TokenSheets.SHOW, this::show),
                new Endpoint("PATCH", OF_INSTALLATION + "/{token_id}", write, TokenSheets.UPDATE, this::update),
                new Endpoint("DELETE", OF_INSTALLATION + "/{token_id}", write, TokenSheets.REVOKE, this::revoke),
                new Endpoint("POST", OF_INSTALLATION + "/{token_id}/rotate", write, TokenSheets.ROTATE, this::rotate),
                new Endpoint(
                        "GET",
                        "/client/v4/user/tokens/verify",
                        new Access(Level.HOLDER, Role.VIEWER),
                        verify,
                        this::verify));
    }

    private Answer list(ApiCall call) {
        Optional<String> type = call.query().oneOf("type", List.of("run", "management"));
        List<TokenBook.Entry> all = book(desk.state()).of(account(call)).stream()
                .filter(entry -> entry.token().isWithin(call.holder().reach()))
                .filter(entry ->
                        type.isEmpty() || TokenSheets.word(entry.token().type()).equals(type.get()))
                .toList();
        return call.query().paging(50, 100).of(all, entry -> shown(entry, Optional.empty()));
    }

    private Answer show(ApiCall call) {
        return Answer.of(shown(find(call, desk.state()), Optional.empty()));
    }

    private Answer create(ApiCall call) throws IOException {
        JsonTree body = call.json();
        TokenBody.refuseOthers(body, CREATABLE);
        String account = account(call);
        Token.Type type = TokenBody.type(body);
        if (account.isEmpty() && (type == Token.Type.RUN || !body.at("gateways").isAbsent())) {
            throw ApiRefused.invalid(Problem.inBody(
                    "A token that makes calls, or reaches one gateway, belongs to an account; make it below that",
                    type == Token.Type.RUN ? "type" : "gateways"));
        }
        Token wanted = new Token(
                "",
                type,
                TokenBody.name(body).orElseThrow(() -> ApiRefused.invalid(Problem.inBody("'name' is missing", "name"))),
                account,
                TokenBody.role(body, type),
                TokenBody.gateways(body, type, gateway -> canName(call, account, gateway)),
                TokenBody.expiresAt(body, clock.instant()),
                Optional.empty());
        refuseMoreThanOwn(call, wanted);
        return changed(call, (changes, state) -> changes.create(state, wanted));
    }

    /** A gateway out of reach is told as one that does not exist. */
    private boolean canName(ApiCall call, String account, String gateway) {
        Scope scope = new Scope(account, gateway);
        boolean reached = switch (call.holder().reach()) {
            case Reach.Installation ignored -> true;
            case Reach.Account own -> own.account().equals(account);
            case Reach.Gateway own -> own.scope().equals(scope);
        };
        return reached && directory.hasGateway(scope);
    }

    private static void refuseMoreThanOwn(ApiCall call, Token wanted) {
        if (!wanted.isWithin(call.holder().reach())) {
            throw ApiRefused.of(
                    403, Problem.of(9109, "This token reaches one gateway and may make tokens for that one only"));
        }
        if (!wanted.role().map(call.holder().role()::covers).orElse(true)) {
            throw ApiRefused.of(403, Problem.of(9109, "A token may not make one with a higher role than its own"));
        }
    }

    private Answer update(ApiCall call) throws IOException {
        JsonTree body = call.json();
        TokenBody.refuseOthers(body, CHANGEABLE);
        Optional<String> name = TokenBody.name(body);
        Optional<Instant> end = TokenBody.expiresAt(body, clock.instant());
        boolean setsEnd = !body.at("expires_at").isMissing();
        return changed(
                call,
                (changes, state) -> changes.update(state, find(call, state), token -> {
                    Token named = name.map(token::named).orElse(token);
                    return setsEnd ? named.expiringAt(end) : named;
                }));
    }

    private Answer rotate(ApiCall call) throws IOException {
        JsonTree body = call.body().length == 0 ? NOTHING_ASKED : call.json();
        TokenBody.refuseOthers(body, ROTATABLE);
        Duration overlap = TokenBody.overlap(body);
        return changed(call, (changes, state) -> changes.rotate(state, find(call, state), overlap));
    }

    private Answer revoke(ApiCall call) throws IOException {
        desk.change(call.actor(), state -> changes().revoke(state, find(call, state)));
        return Answer.of(JsonText.object("id", call.part("token_id")));
    }

    private Answer changed(ApiCall call, BiFunction<TokenChanges, ControlState, Change<TokenChanges.Changed>> decision)
            throws IOException {
        TokenChanges.Changed changed = desk.change(call.actor(), state -> decision.apply(changes(), state));
        return Answer.of(shown(changed.entry(), changed.secret()));
    }

    private TokenChanges changes() {
        return new TokenChanges(settings.get(), mac, random, clock.instant());
    }

    /** As Cloudflare answers; scripts ask this before they begin. */
    private Answer verify(ApiCall call) {
        Optional<Instant> end = everywhere(call.holder().tokenId()).flatMap(Token::expiresAt);
        Map<String, Object> said = Map.of("code", 10000, "message", "This API Token is valid and active");
        return Answer.json(
                200,
                JsonText.object(
                        "success",
                        true,
                        "result",
                        JsonText.object(
                                "id",
                                call.holder().tokenId(),
                                "status",
                                "active",
                                "expires_on",
                                end.map(Instant::toString)),
                        "errors",
                        List.of(),
                        "messages",
                        List.of(said)));
    }

    private Optional<Token> everywhere(String id) {
        ControlState state = desk.state();
        return state.of(Kind.TOKEN).stream()
                .filter(document -> document.id().equals(id))
                .findFirst()
                .map(Token::of)
                .or(() -> settings.get().managementTokens().stream()
                        .filter(token -> token.id().equals(id))
                        .findFirst()
                        .map(Token::declared));
    }

    private TokenBook.Entry find(ApiCall call, ControlState state) {
        return book(state)
                .find(account(call), call.part("token_id"))
                .filter(entry -> entry.token().isWithin(call.holder().reach()))
                .orElseThrow(ApiRefused::absent);
    }

    private TokenBook book(ControlState state) {
        return new TokenBook(state, settings.get());
    }

    private static String account(ApiCall call) {
        return call.parts().getOrDefault("account_id", "");
    }

    private JsonText shown(TokenBook.Entry entry, Optional<String> secret) {
        return TokenSheets.shown(entry, uses.at(entry.token().id()), secret, clock.instant());
    }
}
