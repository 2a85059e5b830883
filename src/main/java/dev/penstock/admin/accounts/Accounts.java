package dev.penstock.admin.accounts;

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
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.record.LogKeeper;
import dev.penstock.record.LogScope;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Makes, lists and removes accounts. The file's own account is always there. */
public final class Accounts implements Endpoint.Set {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
    private static final String BORN = "born";
    private static final String PATH = "/client/v4/accounts";
    private static final Map<String, Object> SHAPE = Schemas.object(
            "id", Schemas.TEXT, "name", Schemas.TEXT, "declared", Schemas.FLAG, "created_on?", Schemas.TIME);

    private final ControlDesk desk;
    private final Supplier<String> declared;
    private final LogKeeper logs;
    private final InstantSource clock;

    /** @param declared the file's account */
    public Accounts(ControlDesk desk, Supplier<String> declared, LogKeeper logs, InstantSource clock) {
        this.logs = logs;
        this.desk = desk;
        this.declared = declared;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        Access read = new Access(Level.INSTALLATION, Role.VIEWER);
        Access write = new Access(Level.INSTALLATION, Role.ADMIN);
        Sheet list = Sheet.of("accounts", "List accounts", Schemas.page(SHAPE));
        Sheet create = Sheet.of("accounts", "Make an account", Schemas.result(SHAPE))
                .taking(Schemas.object("id?", Schemas.TEXT, "name", Schemas.TEXT));
        Sheet one = Sheet.of("accounts", "Show an account", Schemas.result(SHAPE));
        Sheet delete = Sheet.of("accounts", "Delete an account that has no gateways", Schemas.result(SHAPE));
        return List.of(
                new Endpoint("GET", PATH, read, list, this::list),
                new Endpoint("POST", PATH, write, create, this::create),
                new Endpoint("GET", Endpoint.ACCOUNT, new Access(Level.ACCOUNT, Role.VIEWER), one, this::show),
                new Endpoint("DELETE", Endpoint.ACCOUNT, write, delete, this::delete));
    }

    /** Accounts made while running. */
    public static Set<String> made(ControlState state) {
        Set<String> ids = new HashSet<>();
        state.of(Kind.ACCOUNT).forEach(document -> ids.add(document.id()));
        return Set.copyOf(ids);
    }

    /**
     * The number of the change that made an account; 0 for one that was always there. What came before is another's who
     * had the name.
     */
    public static long born(ControlState state, String account) {
        return state.find(key(account))
                .map(document -> document.body().at(BORN).whole().orElse(0))
                .orElse(0L);
    }

    /** When an account was made, in epoch milliseconds; empty for one that was always there. */
    public static Optional<Long> bornAt(ControlState state, String account) {
        return state.find(key(account)).map(Document::createdAt);
    }

    private Answer list(ApiCall call) {
        List<JsonText> all = new ArrayList<>();
        all.add(declared());
        desk.state().of(Kind.ACCOUNT).forEach(document -> all.add(shown(document)));
        return call.query().paging(20, 100).of(all, account -> account);
    }

    private Answer show(ApiCall call) {
        return call.account().equals(declared.get())
                ? Answer.of(declared())
                : Answer.of(shown(desk.state().find(key(call.account())).orElseThrow(ApiRefused::absent)));
    }

    private Answer create(ApiCall call) throws IOException {
        JsonTree body = call.json();
        String name = body.at("name")
                .text()
                .filter(text -> !text.isBlank() && text.length() <= 100)
                .orElseThrow(() ->
                        ApiRefused.invalid(Problem.inBody("'name' must be a text of 1 to 100 characters", "name")));
        String id = body.at("id").text().orElse(name);
        if (!ID.matcher(id).matches()) {
            throw ApiRefused.invalid(Problem.inBody("'id' must be 1 to 64 letters, digits, '.', '_' or '-'", "id"));
        }
        Answer made = desk.change(call.actor(), state -> {
            if (id.equals(declared.get()) || state.find(key(id)).isPresent()) {
                throw ApiRefused.of(409, new Problem(7009, "This account exists already", List.of("body", "id")));
            }
            long now = clock.millis();
            JsonTree kept = JsonTree.read(
                    JsonText.object("name", name, BORN, state.revision() + 1).text());
            Document document = new Document(key(id), kept, now, now);
            return new Change<>(
                    id,
                    "account created",
                    "accounts/" + id,
                    List.of(new Edit.Put(document)),
                    Answer.of(shown(document)));
        });
        // A call that was under way when an account of this name went may have been logged after that.
        logs.erase(new LogScope.Account(id));
        return made;
    }

    private Answer delete(ApiCall call) throws IOException {
        String id = call.account();
        if (id.equals(declared.get())) {
            throw ApiRefused.declared("The account '" + id + "'");
        }
        Answer gone = desk.change(call.actor(), state -> {
            Document document = state.find(key(id)).orElseThrow(ApiRefused::absent);
            if (!state.of(Kind.GATEWAY, id).isEmpty()) {
                throw ApiRefused.of(409, Problem.of(7009, "The account has gateways; delete them first"));
            }
            List<Edit> edits = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                state.of(kind, id).forEach(below -> edits.add(new Edit.Remove(below.key())));
            }
            edits.add(new Edit.Remove(document.key()));
            return new Change<>(id, "account deleted", "accounts/" + id, edits, Answer.of(shown(document)));
        });
        // Its name may be taken again, by somebody who must not read what was logged before.
        logs.erase(new LogScope.Account(id));
        return gone;
    }

    private JsonText declared() {
        return JsonText.object("id", declared.get(), "name", declared.get(), "declared", true);
    }

    private static JsonText shown(Document document) {
        return JsonText.object(
                "id",
                document.id(),
                "name",
                document.body().at("name").text().orElse(""),
                "declared",
                false,
                "created_on",
                Instant.ofEpochMilli(document.createdAt()).toString());
    }

    /** An account is the installation's own, so that the account itself is no part of its key. */
    private static Key key(String id) {
        return Key.ofInstallation(Kind.ACCOUNT, id);
    }
}
