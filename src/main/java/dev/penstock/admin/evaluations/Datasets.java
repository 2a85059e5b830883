package dev.penstock.admin.evaluations;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.NewIds;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Query;
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
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Datasets: named filters over a gateway's log, so that what they hold grows with it. */
public final class Datasets implements Endpoint.Set {
    private static final String PATH = Endpoint.GATEWAY + "/datasets";
    private static final String ONE = PATH + "/{dataset_id}";
    private static final int MOST = 100;

    private final ControlDesk desk;
    private final NewIds ids;
    private final InstantSource clock;

    public Datasets(ControlDesk desk, NewIds ids, InstantSource clock) {
        this.desk = desk;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        Access read = new Access(Level.GATEWAY, Role.VIEWER);
        Access write = new Access(Level.GATEWAY, Role.MEMBER);
        Sheet list = Sheet.of("evaluations", "List datasets", Schemas.page(EvaluationShapes.DATASET))
                .with(
                        new Sheet.Parameter("name", "Exactly this name", Schemas.TEXT),
                        new Sheet.Parameter("enable", "Those that are enabled, or are not", Schemas.FLAG),
                        new Sheet.Parameter("search", "In id, name and filters", Schemas.TEXT));
        Sheet create = Sheet.of("evaluations", "Make a dataset", Schemas.result(EvaluationShapes.DATASET))
                .taking(EvaluationShapes.NEW_DATASET);
        Sheet show = Sheet.of("evaluations", "Show a dataset", Schemas.result(EvaluationShapes.DATASET));
        Sheet replace = Sheet.of("evaluations", "Replace a dataset", Schemas.result(EvaluationShapes.DATASET))
                .taking(EvaluationShapes.NEW_DATASET);
        Sheet delete = Sheet.of("evaluations", "Delete a dataset", Schemas.result(EvaluationShapes.DATASET));
        return List.of(
                new Endpoint("GET", PATH, read, list, this::list),
                new Endpoint("POST", PATH, write, create, this::create),
                new Endpoint("GET", ONE, read, show, this::show),
                new Endpoint("PUT", ONE, write, replace, this::replace),
                new Endpoint("DELETE", ONE, write, delete, this::delete));
    }

    private Answer list(ApiCall call) {
        Query query = call.query();
        Optional<String> name = query.first("name");
        Optional<Boolean> enable = query.flag("enable");
        Optional<String> search = query.first("search").map(text -> text.toLowerCase(Locale.ROOT));
        List<Document> found = desk.state().of(Kind.DATASET, call.scope()).stream()
                .filter(document -> name.map(text(document, "name")::equals).orElse(true))
                .filter(document -> enable.map(document.body().at("enable").isTrue() ? on -> on : on -> !on)
                        .orElse(true))
                .filter(document -> search.map(searched(document)::contains).orElse(true))
                .sorted(newestFirst())
                .toList();
        return query.paging(20, 100).of(found, Datasets::shown);
    }

    private static String searched(Document document) {
        return (document.id()
                        + '\n'
                        + text(document, "name")
                        + '\n'
                        + document.body().at("filters"))
                .toLowerCase(Locale.ROOT);
    }

    private Answer show(ApiCall call) {
        return Answer.of(shown(find(desk.state(), call)));
    }

    private Answer create(ApiCall call) throws IOException {
        JsonTree body = read(call.json());
        return desk.change(call.actor(), state -> {
            if (state.of(Kind.DATASET, call.scope()).size() >= MOST) {
                throw ApiRefused.of(
                        409, Problem.of(7009, "A gateway has at most " + MOST + " datasets; delete one first"));
            }
            long now = clock.millis();
            Key key = Key.of(Kind.DATASET, call.scope(), ids.next());
            Document document = new Document(key, body, now, now);
            return change(call, "dataset created", document, new Edit.Put(document));
        });
    }

    private Answer replace(ApiCall call) throws IOException {
        JsonTree body = read(call.json());
        return desk.change(call.actor(), state -> {
            Document before = find(state, call);
            Document document = new Document(before.key(), body, before.createdAt(), clock.millis());
            return change(call, "dataset changed", document, new Edit.Put(document));
        });
    }

    private Answer delete(ApiCall call) throws IOException {
        return desk.change(call.actor(), state -> {
            Document document = find(state, call);
            return change(call, "dataset deleted", document, new Edit.Remove(document.key()));
        });
    }

    private static Change<Answer> change(ApiCall call, String action, Document document, Edit edit) {
        return new Change<>(
                call.account(),
                action,
                "gateways/" + call.scope().gateway() + "/datasets/" + document.id(),
                List.of(edit),
                Answer.of(shown(document)));
    }

    /** The body as it is kept: checked, and nothing else in it. */
    private static JsonTree read(JsonTree body) {
        List<Problem> problems = new ArrayList<>();
        String name = name(body, problems);
        Optional<Boolean> enable = body.at("enable").flag();
        if (enable.isEmpty()) {
            problems.add(Problem.inBody("'enable' must be true or false", "enable"));
        }
        new FilterReader(problems).read(body.at("filters"));
        if (!problems.isEmpty()) {
            throw ApiRefused.invalid(problems);
        }
        List<JsonText> filters = body.at("filters").items().stream()
                .map(filter -> JsonText.object(
                        "key", filter.at("key"), "operator", filter.at("operator"), "value", filter.at("value")))
                .toList();
        return tree(JsonText.object("name", name, "enable", enable, "filters", filters));
    }

    static String name(JsonTree body, List<Problem> problems) {
        Optional<String> name = body.at("name").text().filter(text -> !text.isBlank() && text.length() <= 100);
        if (name.isEmpty()) {
            problems.add(Problem.inBody("'name' must be a text of 1 to 100 characters", "name"));
        }
        return name.orElse("");
    }

    static Comparator<Document> newestFirst() {
        return Comparator.comparingLong(Document::createdAt).reversed().thenComparing(Document::id);
    }

    static JsonTree tree(JsonText text) {
        return JsonTree.read(text.text());
    }

    static JsonText shown(Document document) {
        return JsonText.object(
                "id",
                document.id(),
                "name",
                document.body().at("name"),
                "enable",
                document.body().at("enable"),
                "filters",
                document.body().at("filters"),
                "gateway_id",
                document.key().gateway(),
                "account_id",
                document.key().account(),
                "account_tag",
                document.key().account(),
                "created_at",
                Instant.ofEpochMilli(document.createdAt()).toString(),
                "modified_at",
                Instant.ofEpochMilli(document.modifiedAt()).toString());
    }

    private static String text(Document document, String field) {
        return document.body().at(field).text().orElse("");
    }

    private static Document find(ControlState state, ApiCall call) {
        return state.find(Key.of(Kind.DATASET, call.scope(), call.part("dataset_id")))
                .orElseThrow(ApiRefused::absent);
    }
}
