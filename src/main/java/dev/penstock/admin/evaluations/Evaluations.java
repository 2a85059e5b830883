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
import dev.penstock.admin.evaluations.KeptEvaluation.NewResult;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Evaluations: made, listed, shown and removed. They are computed once, in the background. */
public final class Evaluations implements Endpoint.Set {
    private static final String PATH = Endpoint.GATEWAY + "/evaluations";
    private static final String ONE = PATH + "/{evaluation_id}";
    private static final int MOST = 100;
    private static final int MOST_DATASETS = 10;

    private final ControlDesk desk;
    private final Evaluating evaluating;
    private final NewIds ids;
    private final InstantSource clock;

    public Evaluations(ControlDesk desk, Evaluating evaluating, NewIds ids, InstantSource clock) {
        this.desk = desk;
        this.evaluating = evaluating;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        Access read = new Access(Level.GATEWAY, Role.VIEWER);
        Access write = new Access(Level.GATEWAY, Role.MEMBER);
        Sheet list = Sheet.of("evaluations", "List evaluations", Schemas.page(EvaluationShapes.EVALUATION))
                .with(
                        new Sheet.Parameter("name", "Exactly this name", Schemas.TEXT),
                        new Sheet.Parameter("processed", "Those that are computed, or are not", Schemas.FLAG),
                        new Sheet.Parameter("search", "In id and name", Schemas.TEXT));
        Sheet create = Sheet.of(
                        "evaluations",
                        "Make an evaluation, to be computed in the background",
                        Schemas.result(EvaluationShapes.EVALUATION))
                .taking(EvaluationShapes.NEW_EVALUATION);
        Sheet show = Sheet.of("evaluations", "Show an evaluation", Schemas.result(EvaluationShapes.EVALUATION));
        Sheet delete = Sheet.of("evaluations", "Delete an evaluation", Schemas.result(EvaluationShapes.EVALUATION));
        return List.of(
                new Endpoint("GET", PATH, read, list, this::list),
                new Endpoint("POST", PATH, write, create, this::create),
                new Endpoint("GET", ONE, read, show, this::show),
                new Endpoint("DELETE", ONE, write, delete, this::delete));
    }

    private Answer list(ApiCall call) {
        Query query = call.query();
        Optional<String> name = query.first("name");
        Optional<Boolean> processed = query.flag("processed");
        Optional<String> search = query.first("search").map(text -> text.toLowerCase(Locale.ROOT));
        List<KeptEvaluation> found = desk.state().of(Kind.EVALUATION, call.scope()).stream()
                .sorted(Datasets.newestFirst())
                .map(KeptEvaluation::new)
                .filter(one -> name.map(one.name()::equals).orElse(true))
                .filter(one ->
                        processed.map(wanted -> wanted == one.isProcessed()).orElse(true))
                .filter(one -> search.map((one.document().id() + '\n' + one.name()).toLowerCase(Locale.ROOT)::contains)
                        .orElse(true))
                .toList();
        return query.paging(20, 100).of(found, this::shown);
    }

    private Answer show(ApiCall call) {
        return Answer.of(shown(find(desk.state(), call)));
    }

    private Answer create(ApiCall call) throws IOException {
        JsonTree body = call.json();
        List<Problem> problems = new ArrayList<>();
        String name = Datasets.name(body, problems);
        List<EvaluationType> types = types(body.at("evaluation_type_ids"), problems);
        Answer answer = desk.change(call.actor(), state -> {
            List<JsonText> datasets = datasets(state, call, body.at("dataset_ids"), problems);
            if (!problems.isEmpty()) {
                throw ApiRefused.invalid(problems);
            }
            if (state.of(Kind.EVALUATION, call.scope()).size() >= MOST) {
                throw ApiRefused.of(
                        409, Problem.of(7009, "A gateway has at most " + MOST + " evaluations; delete one first"));
            }
            long now = clock.millis();
            String id = ids.next();
            List<NewResult> results =
                    types.stream().map(type -> new NewResult(ids.next(), type)).toList();
            Document document = new Document(
                    Key.of(Kind.EVALUATION, call.scope(), id),
                    KeptEvaluation.waiting(id, name, datasets, results, now),
                    now,
                    now);
            return new Change<>(
                    call.account(),
                    "evaluation created",
                    object(document.key()),
                    List.of(new Edit.Put(document)),
                    Answer.of(new KeptEvaluation(document).shown()));
        });
        evaluating.wake();
        return answer;
    }

    private Answer delete(ApiCall call) throws IOException {
        return desk.change(call.actor(), state -> {
            KeptEvaluation evaluation = find(state, call);
            Key key = evaluation.document().key();
            return new Change<>(
                    call.account(),
                    "evaluation deleted",
                    object(key),
                    List.of(new Edit.Remove(key)),
                    Answer.of(evaluation.shown()));
        });
    }

    /** With how far it has come, while it is being computed. */
    private JsonText shown(KeptEvaluation evaluation) {
        return evaluating
                .progress()
                .filter(progress -> progress.key().equals(evaluation.document().key()))
                .map(progress -> evaluation.running(progress.found()))
                .orElseGet(evaluation::shown);
    }

    private static List<EvaluationType> types(JsonTree wanted, List<Problem> problems) {
        List<EvaluationType> types = new ArrayList<>();
        List<String> names =
                Arrays.stream(EvaluationType.values()).map(type -> type.id).toList();
        for (int i = 0; i < wanted.items().size() && i <= names.size(); i++) {
            String id = wanted.items().get(i).text().orElse("");
            Optional<EvaluationType> type = Arrays.stream(EvaluationType.values())
                    .filter(known -> known.id.equals(id) && !types.contains(known))
                    .findFirst();
            type.ifPresent(types::add);
            if (type.isEmpty()) {
                problems.add(Problem.inBody(
                        "An evaluation type is named once, and is one of " + String.join(", ", names),
                        "evaluation_type_ids",
                        Integer.toString(i)));
            }
        }
        if (wanted.items().isEmpty()) {
            problems.add(Problem.inBody(
                    "'evaluation_type_ids' must be a list of one or more of " + String.join(", ", names),
                    "evaluation_type_ids"));
        }
        return types;
    }

    private static List<JsonText> datasets(ControlState state, ApiCall call, JsonTree wanted, List<Problem> problems) {
        List<JsonText> datasets = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        if (wanted.items().isEmpty() || wanted.items().size() > MOST_DATASETS) {
            problems.add(Problem.inBody(
                    "'dataset_ids' must be a list of 1 to " + MOST_DATASETS + " ids of datasets", "dataset_ids"));
            return datasets;
        }
        for (int i = 0; i < wanted.items().size(); i++) {
            String id = wanted.items().get(i).text().orElse("");
            Optional<Document> dataset = state.find(Key.of(Kind.DATASET, call.scope(), id));
            Optional<String> mistake = mistake(dataset, seen.add(id));
            String place = Integer.toString(i);
            mistake.ifPresent(message -> problems.add(Problem.inBody(message, "dataset_ids", place)));
            dataset.map(Datasets::shown).ifPresent(datasets::add);
        }
        return datasets;
    }

    private static Optional<String> mistake(Optional<Document> dataset, boolean isNew) {
        if (dataset.isEmpty()) {
            return Optional.of("This gateway has no dataset with this id");
        }
        if (!isNew) {
            return Optional.of("A dataset is named once");
        }
        return dataset.get().body().at("enable").isTrue()
                ? Optional.empty()
                : Optional.of("This dataset is disabled; enable it first");
    }

    private static KeptEvaluation find(ControlState state, ApiCall call) {
        return new KeptEvaluation(state.find(Key.of(Kind.EVALUATION, call.scope(), call.part("evaluation_id")))
                .orElseThrow(ApiRefused::absent));
    }

    private static String object(Key key) {
        return "gateways/" + key.gateway() + "/evaluations/" + key.id();
    }
}
