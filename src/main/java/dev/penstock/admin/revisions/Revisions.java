package dev.penstock.admin.revisions;

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
import dev.penstock.admin.accounts.Accounts;
import dev.penstock.admin.gateways.Premises;
import dev.penstock.call.Scope;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Revision;
import dev.penstock.json.JsonText;
import dev.penstock.record.LogKeeper;
import dev.penstock.record.LogScope;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The numbered changes of an account's configuration, those of penstock.yaml among them, and the way back. */
public final class Revisions implements Endpoint.Set {
    private static final String PATH = Endpoint.AI_GATEWAY + "/revisions";
    private static final String TAG = "revisions";
    private static final Map<String, Object> OBJECT =
            Schemas.object("kind", Schemas.TEXT, "gateway_id", Schemas.TEXT, "id", Schemas.TEXT);
    private static final Object[] LINE = {
        "number", Schemas.WHOLE,
        "created_at", Schemas.TIME,
        "actor", Schemas.object("id", Schemas.TEXT, "name", Schemas.TEXT),
        "action", Schemas.TEXT,
        "object", Schemas.TEXT,
        "changes", Schemas.list(OBJECT)
    };
    private static final Map<String, Object> WHOLE = Schemas.object(
            "number",
            Schemas.WHOLE,
            "created_at",
            Schemas.TIME,
            "actor",
            Schemas.object("id", Schemas.TEXT, "name", Schemas.TEXT),
            "action",
            Schemas.TEXT,
            "object",
            Schemas.TEXT,
            "changes",
            Schemas.list(Schemas.object(
                    "kind",
                    Schemas.TEXT,
                    "gateway_id",
                    Schemas.TEXT,
                    "id",
                    Schemas.TEXT,
                    "before",
                    Schemas.ANY,
                    "after",
                    Schemas.ANY)));
    private static final Map<String, Object> LIST = Schemas.object(
            "success",
            Schemas.FLAG,
            "result",
            Schemas.list(Schemas.object(LINE)),
            "result_info",
            Schemas.object(
                    "per_page", Schemas.WHOLE,
                    "count", Schemas.WHOLE,
                    "newest", Schemas.WHOLE,
                    "next_before", Schemas.orNull(Schemas.WHOLE)),
            "errors",
            Schemas.list(Schemas.ANY),
            "messages",
            Schemas.list(Schemas.ANY));
    private static final Map<String, Object> DIFF = Schemas.object(
            "number",
            Schemas.WHOLE,
            "against",
            Schemas.WHOLE,
            "objects",
            Schemas.list(Schemas.object(
                    "kind",
                    Schemas.TEXT,
                    "gateway_id",
                    Schemas.TEXT,
                    "id",
                    Schemas.TEXT,
                    "fields",
                    Schemas.list(Schemas.object("field", Schemas.TEXT, "from", Schemas.ANY, "to", Schemas.ANY)))));

    private final ControlDesk desk;
    private final Premises premises;
    private final LogKeeper logs;
    private final InstantSource clock;
    private final History history;

    public Revisions(ControlDesk desk, Premises premises, LogKeeper logs, InstantSource clock) {
        this.logs = logs;
        this.desk = desk;
        this.premises = premises;
        this.clock = clock;
        this.history = new History(desk.store());
    }

    @Override
    public List<Endpoint> endpoints() {
        Access read = new Access(Level.ACCOUNT, Role.VIEWER);
        Sheet list = Sheet.of(TAG, "List changes of the account, the newest first", LIST)
                .with(
                        new Sheet.Parameter("before", "Only numbers below this one", Schemas.WHOLE),
                        new Sheet.Parameter("per_page", "At most 100; 20", Schemas.WHOLE));
        Sheet show = Sheet.of(TAG, "Show a change, with each object before and after", Schemas.result(WHOLE));
        Sheet diff = Sheet.of(TAG, "Tell what differs between two numbers, field by field", Schemas.result(DIFF))
                .with(new Sheet.Parameter("against", "The other number; the one before", Schemas.WHOLE));
        Sheet back = Sheet.of(
                TAG,
                "Make the account's configuration what it was after a change; tokens and keys stay as they are",
                Schemas.result(Schemas.object(
                        "number", Schemas.WHOLE, "changes", Schemas.WHOLE, "notes", Schemas.list(Schemas.TEXT))));
        String one = PATH + "/{number}";
        return List.of(
                new Endpoint("GET", PATH, read, list, this::list),
                new Endpoint("GET", one, read, show, this::show),
                new Endpoint("GET", one + "/diff", read, diff, this::diff),
                new Endpoint("POST", one + "/rollback", new Access(Level.ACCOUNT, Role.ADMIN), back, this::rollback));
    }

    private Answer list(ApiCall call) throws IOException {
        int perPage = call.query().whole("per_page", 1, 100).orElse(20);
        int before = call.query().whole("before", 1, Integer.MAX_VALUE).orElse(Integer.MAX_VALUE);
        long born = Accounts.born(desk.state(), call.account());
        List<Revision> found = desk.store().revisions(Optional.of(call.account()), before, perPage).stream()
                .filter(revision -> revision.number() >= born)
                .toList();
        List<JsonText> items = found.stream().map(Revisions::line).toList();
        JsonText mark = JsonText.object(
                "per_page",
                perPage,
                "count",
                items.size(),
                "newest",
                desk.state().revision(),
                "next_before",
                items.size() < perPage ? null : found.getLast().number());
        return Answer.page(items, mark);
    }

    private Answer show(ApiCall call) throws IOException {
        Revision revision = desk.store()
                .revision(number(call))
                .filter(one -> one.account().equals(call.account()))
                .filter(one -> one.number() >= Accounts.born(desk.state(), call.account()))
                .orElseThrow(ApiRefused::absent);
        List<JsonText> changes = revision.steps().stream()
                .map(step -> JsonText.object(
                        "kind",
                        kind(step.key()),
                        "gateway_id",
                        step.key().gateway(),
                        "id",
                        step.key().id(),
                        "before",
                        step.before().map(Document::body),
                        "after",
                        step.after().map(Document::body)))
                .toList();
        return Answer.of(shown(revision, changes));
    }

    private Answer diff(ApiCall call) throws IOException {
        ControlState now = desk.state();
        long number = known(now, call.account(), number(call));
        int usual = Math.toIntExact(Math.max(Accounts.born(now, call.account()), number - 1));
        long against = known(
                now,
                call.account(),
                call.query().whole("against", 0, Integer.MAX_VALUE).orElse(usual));
        Map<Key, Optional<Document>> to = history.changedSince(now, call.account(), number);
        Map<Key, Optional<Document>> from = history.changedSince(now, call.account(), against);
        TreeSet<Key> keys = new TreeSet<>(to.keySet());
        keys.addAll(from.keySet());
        List<JsonText> objects = new ArrayList<>();
        for (Key key : keys) {
            List<JsonText> fields =
                    Differences.of(from.getOrDefault(key, now.find(key)), to.getOrDefault(key, now.find(key)));
            if (!fields.isEmpty()) {
                objects.add(JsonText.object(
                        "kind", kind(key), "gateway_id", key.gateway(), "id", key.id(), "fields", fields));
            }
        }
        return Answer.of(JsonText.object("number", number, "against", against, "objects", objects));
    }

    private Answer rollback(ApiCall call) throws IOException {
        ControlState now = desk.state();
        long number = known(now, call.account(), number(call));
        Map<Key, Optional<Document>> then = history.changedSince(now, call.account(), number);
        List<String> gone = new ArrayList<>();
        Answer done = desk.change(call.actor(), state -> {
            if (state.revision() != now.revision()) {
                throw ApiRefused.of(
                        409, Problem.of(7009, "Something was changed at the same time; look, and try again"));
            }
            Rollback rollback = new Rollback(state, premises, call.account(), then);
            List<Edit> edits = rollback.edits(clock.millis());
            gone.addAll(rollback.gone());
            JsonText result = JsonText.object(
                    "number",
                    edits.isEmpty() ? state.revision() : state.revision() + 1,
                    "changes",
                    edits.size(),
                    "notes",
                    rollback.told());
            return new Change<>(
                    call.account(), "rolled back to " + number, "revisions/" + number, edits, Answer.of(result));
        });
        for (String gateway : gone) {
            logs.erase(new LogScope.Gateway(new Scope(call.account(), gateway)));
        }
        return done;
    }

    private static long number(ApiCall call) {
        try {
            return Integer.parseInt(call.part("number"));
        } catch (NumberFormatException none) {
            throw ApiRefused.absent();
        }
    }

    /** Every number from the account's first to the newest names a state, whosever change made it. */
    private static long known(ControlState now, String account, long number) {
        if (number < Accounts.born(now, account) || number > now.revision()) {
            throw ApiRefused.absent();
        }
        return number;
    }

    private static JsonText line(Revision revision) {
        List<JsonText> changes = revision.steps().stream()
                .map(step -> JsonText.object(
                        "kind",
                        kind(step.key()),
                        "gateway_id",
                        step.key().gateway(),
                        "id",
                        step.key().id()))
                .toList();
        return shown(revision, changes);
    }

    private static JsonText shown(Revision revision, List<JsonText> changes) {
        return JsonText.object(
                "number",
                revision.number(),
                "created_at",
                Instant.ofEpochMilli(revision.at()).toString(),
                "actor",
                JsonText.object(
                        "id", revision.actor().id(), "name", revision.actor().name()),
                "action",
                revision.action(),
                "object",
                revision.object(),
                "changes",
                changes);
    }

    private static String kind(Key key) {
        return key.kind().name().toLowerCase(Locale.ROOT);
    }
}
