package dev.penstock.admin.policies;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.NewIds;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.call.Scope;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.policy.rules.Policy;
import dev.penstock.policy.rules.PolicyReader;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Policies of a gateway: what is drafted acts nowhere, what is committed is in force. */
public final class Policies implements Endpoint.Set {
    private static final String PATH = Endpoint.GATEWAY + "/policies";
    private static final String ONE = PATH + "/{policy_id}";
    private static final int MOST = 100;
    private static final Sheet.Parameter COMMIT =
            new Sheet.Parameter("commit", "Put it in force at once", Schemas.FLAG);
    private static final Sheet.Parameter STAGING = new Sheet.Parameter("includeStaging", "Drafts too", Schemas.FLAG);

    private final ControlDesk desk;
    private final NewIds ids;
    private final InstantSource clock;

    public Policies(ControlDesk desk, NewIds ids, InstantSource clock) {
        this.desk = desk;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        Access read = new Access(Level.GATEWAY, Role.VIEWER);
        Access write = new Access(Level.GATEWAY, Role.MEMBER);
        Sheet list = Sheet.of("policies", "List policies", Schemas.page(PolicyShapes.POLICY))
                .with(STAGING);
        Sheet create = Sheet.of(
                        "policies",
                        "Draft a policy",
                        Schemas.object(
                                "success", Schemas.FLAG, "result", PolicyShapes.POLICY, "committed", Schemas.FLAG))
                .taking(PolicyShapes.NEW)
                .with(COMMIT);
        Sheet show = Sheet.of("policies", "Show a policy", Schemas.result(PolicyShapes.POLICY))
                .with(STAGING);
        Sheet change = Sheet.of(
                        "policies",
                        "Change some fields of a committed policy",
                        Schemas.object("success", Schemas.FLAG, "committed", Schemas.FLAG))
                .taking(PolicyShapes.PARTIAL)
                .with(COMMIT);
        Sheet delete = Sheet.of("policies", "Delete a policy with its draft", Schemas.result(PolicyShapes.POLICY));
        Sheet commit = Sheet.of("policies", "Put all drafts in force", Schemas.result(PolicyShapes.COMMITTED));
        Sheet simulate = Sheet.of(
                        "policies", "Say what policies would do with a call", Schemas.result(PolicyShapes.SIMULATED))
                .taking(PolicyShapes.CALL)
                .with(STAGING);
        return List.of(
                new Endpoint("GET", PATH, read, list, this::list),
                new Endpoint("POST", PATH, write, create, this::create),
                new Endpoint("GET", ONE, read, show, this::show),
                new Endpoint("PUT", ONE, write, change, this::change),
                new Endpoint("DELETE", ONE, write, delete, this::delete),
                new Endpoint("POST", PATH + "/commit", write, commit, this::commit),
                new Endpoint("POST", PATH + "/simulate", read, simulate, this::simulate));
    }

    private Answer list(ApiCall call) {
        boolean withDrafts = call.query().flag("includeStaging").orElse(false);
        List<KeptPolicy> seen = all(desk.state(), call.scope()).stream()
                .filter(policy -> policy.seen(withDrafts).isPresent())
                .toList();
        return call.query().paging(MOST, MOST).of(seen, policy -> {
            boolean isDraft = withDrafts && policy.draft().isPresent();
            return policy.shown(policy.seen(withDrafts).orElseThrow(), isDraft ? Map.of("staging", true) : Map.of());
        });
    }

    private Answer create(ApiCall call) throws IOException {
        boolean commits = call.query().flag("commit").orElse(false);
        JsonText content = read(call.json());
        return desk.change(call.actor(), state -> {
            if (all(state, call.scope()).size() >= MOST) {
                throw ApiRefused.of(
                        409, Problem.of(7009, "A gateway has at most " + MOST + " policies; delete one first"));
            }
            Key key = Key.of(Kind.POLICY, call.scope(), ids.next());
            Edit edit = KeptPolicy.made(key, content, commits, clock.millis());
            KeptPolicy made = after(state, edit);
            JsonText shown = made.shown(made.seen(true).orElseThrow(), commits ? Map.of() : Map.of("staging", true));
            return new Change<>(
                    call.account(),
                    commits ? "policy created" : "policy drafted",
                    object(key),
                    List.of(edit),
                    Answer.json(200, JsonText.object("success", true, "result", shown, "committed", commits)));
        });
    }

    private Answer show(ApiCall call) {
        KeptPolicy policy = find(desk.state(), call);
        boolean withDrafts = call.query().flag("includeStaging").orElse(false)
                || policy.committed().isEmpty();
        return Answer.of(shown(policy, withDrafts));
    }

    private Answer change(ApiCall call) throws IOException {
        boolean commits = call.query().flag("commit").orElse(false);
        JsonTree fields = call.json();
        return desk.change(call.actor(), state -> {
            KeptPolicy policy = find(state, call);
            if (policy.committed().isEmpty()) {
                throw ApiRefused.of(
                        409,
                        Problem.of(
                                7009,
                                "This policy is a draft that was never committed; commit it first with POST"
                                        + " …/policies/commit, or delete it and make it anew"));
            }
            JsonText content = read(merged(policy.seen(true).orElseThrow(), fields));
            Edit edit = policy.changed(content, commits, clock.millis());
            return new Change<>(
                    call.account(),
                    commits ? "policy changed" : "policy change drafted",
                    object(policy.document().key()),
                    List.of(edit),
                    Answer.json(200, JsonText.object("success", true, "committed", commits)));
        });
    }

    private Answer delete(ApiCall call) throws IOException {
        return desk.change(call.actor(), state -> {
            KeptPolicy policy = find(state, call);
            Key key = policy.document().key();
            return new Change<>(
                    call.account(),
                    "policy deleted",
                    object(key),
                    List.of(new Edit.Remove(key)),
                    Answer.of(shown(policy, policy.committed().isEmpty())));
        });
    }

    private Answer commit(ApiCall call) throws IOException {
        return desk.change(call.actor(), state -> {
            List<KeptPolicy> drafts = all(state, call.scope()).stream()
                    .filter(policy -> policy.draft().isPresent())
                    .toList();
            List<Edit> edits = new ArrayList<>();
            List<JsonText> committed = new ArrayList<>();
            List<JsonText> errors = new ArrayList<>();
            for (KeptPolicy draft : drafts) {
                Optional<String> mistake = mistake(draft.draft().orElseThrow());
                if (mistake.isPresent()) {
                    errors.add(JsonText.object("policyId", draft.document().id(), "error", mistake.get()));
                } else {
                    Edit edit = draft.committing(clock.millis());
                    edits.add(edit);
                    committed.add(shown(after(state, edit), false));
                }
            }
            return new Change<>(
                    call.account(),
                    "policies committed",
                    "gateways/" + call.scope().gateway() + "/policies",
                    edits,
                    Answer.of(committed(committed, errors)));
        });
    }

    private static JsonText committed(List<JsonText> policies, List<JsonText> errors) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("committed", policies.size());
        fields.put("failed", errors.size());
        fields.put("policies", policies);
        if (!errors.isEmpty()) {
            fields.put("errors", errors);
        }
        return JsonText.of(fields);
    }

    private Answer simulate(ApiCall call) {
        boolean withDrafts = call.query().flag("includeStaging").orElse(false);
        Simulation simulation = Simulation.of(call.json());
        List<Policy> policies = all(desk.state(), call.scope()).stream()
                .flatMap(policy -> policy.policy(withDrafts).stream())
                .toList();
        return Answer.of(simulation.under(policies));
    }

    /** Marks what has a draft beside it, or is one. */
    private static JsonText shown(KeptPolicy policy, boolean withDrafts) {
        return policy.shown(
                policy.seen(withDrafts).orElseThrow(),
                policy.draft().isPresent() ? Map.of("uncommitted", true) : Map.of());
    }

    /** The policy in the form it is kept in. */
    private static JsonText read(JsonTree tree) {
        return switch (PolicyReader.read(tree)) {
            case PolicyReader.Read read -> read.policy().json();
            case PolicyReader.Refused refused ->
                throw ApiRefused.invalid(refused.mistakes().stream()
                        .map(mistake ->
                                Problem.inBody(mistake.message(), mistake.path().toArray(String[]::new)))
                        .toList());
        };
    }

    private static Optional<String> mistake(JsonTree tree) {
        return PolicyReader.read(tree) instanceof PolicyReader.Refused refused
                ? Optional.of(refused.mistakes().getFirst().message())
                : Optional.empty();
    }

    private static JsonTree merged(JsonTree before, JsonTree fields) {
        Map<String, Object> merged = new LinkedHashMap<>();
        for (String name : List.of("name", "actor", "resource", "condition", "action")) {
            merged.put(name, fields.at(name).isMissing() ? before.at(name) : fields.at(name));
        }
        return KeptPolicy.tree(JsonText.of(merged));
    }

    private static KeptPolicy find(ControlState state, ApiCall call) {
        return new KeptPolicy(state.find(Key.of(Kind.POLICY, call.scope(), call.part("policy_id")))
                .orElseThrow(ApiRefused::absent));
    }

    private static KeptPolicy after(ControlState state, Edit edit) {
        return new KeptPolicy(
                state.with(state.revision(), List.of(edit)).find(edit.key()).orElseThrow());
    }

    /** The oldest first: that is the order in which they decide, where order matters at all. */
    private static List<KeptPolicy> all(ControlState state, Scope scope) {
        return state.of(Kind.POLICY, scope).stream()
                .sorted(Comparator.comparingLong(Document::createdAt).thenComparing(Document::id))
                .map(KeptPolicy::new)
                .toList();
    }

    private static String object(Key key) {
        return "gateways/" + key.gateway() + "/policies/" + key.id();
    }
}
