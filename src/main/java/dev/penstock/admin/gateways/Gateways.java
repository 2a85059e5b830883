package dev.penstock.admin.gateways;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Reach;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sealer;
import dev.penstock.admin.Sheet;
import dev.penstock.call.Scope;
import dev.penstock.config.GatewayBody;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.record.LogKeeper;
import dev.penstock.record.LogScope;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Lists, makes, changes and deletes gateways. Those that penstock.yaml declares are read-only here; "default" exists in
 * every account, and becomes an ordinary one when it is changed.
 */
public final class Gateways implements Endpoint.Set {
    /** The most that one account can make. */
    static final int MOST = 1000;

    private static final String PATH = Endpoint.AI_GATEWAY + "/gateways";
    private static final String TAG = "gateways";
    private static final Pattern PROVIDER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final ControlDesk desk;
    private final Premises premises;
    private final Sealer sealer;
    private final LogKeeper logs;
    private final InstantSource clock;
    private final GatewayList all;

    public Gateways(ControlDesk desk, Premises premises, Sealer sealer, LogKeeper logs, InstantSource clock) {
        this.logs = logs;
        this.desk = desk;
        this.premises = premises;
        this.sealer = sealer;
        this.clock = clock;
        this.all = new GatewayList(premises);
    }

    @Override
    public List<Endpoint> endpoints() {
        Map<String, Object> shape = GatewayView.schema();
        Access read = new Access(Level.GATEWAY, Role.VIEWER);
        Access write = new Access(Level.GATEWAY, Role.MEMBER);
        Sheet list = Sheet.of(TAG, "List gateways", Schemas.page(shape))
                .with(
                        new Sheet.Parameter("search", "Only those whose id holds this text", Schemas.TEXT),
                        new Sheet.Parameter("page", "From 1", Schemas.WHOLE),
                        new Sheet.Parameter("per_page", "At most 100; 20", Schemas.WHOLE));
        Sheet create = Sheet.of(TAG, "Make a gateway", Schemas.result(shape)).taking(GatewayBody.schemaTaken(true));
        Sheet show = Sheet.of(TAG, "Show a gateway", Schemas.result(shape));
        Sheet change = Sheet.of(TAG, "Change a gateway; what is left out stays as it is", Schemas.result(shape))
                .taking(GatewayBody.schemaTaken(false));
        Sheet delete = Sheet.of(TAG, "Delete a gateway and all below it", Schemas.result(shape));
        Sheet url = Sheet.of(TAG, "The base URL of a provider through a gateway", Schemas.result(Schemas.TEXT));
        return List.of(
                new Endpoint("GET", PATH, new Access(Level.ACCOUNT_PART, Role.VIEWER), list, this::list),
                new Endpoint("POST", PATH, new Access(Level.ACCOUNT, Role.MEMBER), create, this::create),
                new Endpoint("GET", Endpoint.GATEWAY, read, show, this::show),
                new Endpoint("PUT", Endpoint.GATEWAY, write, change, this::change),
                new Endpoint("DELETE", Endpoint.GATEWAY, new Access(Level.ACCOUNT, Role.MEMBER), delete, this::delete),
                new Endpoint("GET", Endpoint.GATEWAY + "/url/{provider}", read, url, this::url));
    }

    private Answer list(ApiCall call) {
        String search = call.query().first("search").orElse("").toLowerCase(Locale.ROOT);
        List<GatewayView> found = all.of(desk.state(), call.account()).stream()
                .filter(gateway -> gateway.id().toLowerCase(Locale.ROOT).contains(search))
                .filter(gateway -> isWithin(call.holder().reach(), gateway.id()))
                .toList();
        return call.query().paging(20, 100).of(found, GatewayView::json);
    }

    /** The account is decided; of a gateway's token only that gateway is. */
    private static boolean isWithin(Reach reach, String id) {
        return switch (reach) {
            case Reach.Installation ignored -> true;
            case Reach.Account ignored -> true;
            case Reach.Gateway own -> own.scope().gateway().equals(id);
        };
    }

    private Answer show(ApiCall call) {
        return Answer.of(find(desk.state(), call).json());
    }

    private GatewayView find(ControlState state, ApiCall call) {
        return all.find(state, call.account(), call.part("gateway_id")).orElseThrow(ApiRefused::absent);
    }

    private Answer create(ApiCall call) throws IOException {
        GatewayBody.Result.Good good = good(GatewayBody.read(call.json()));
        String id = good.settings().id();
        String account = call.account();
        Answer made = desk.change(call.actor(), state -> {
            if (isDeclared(account, id)) {
                throw exists("A gateway with this id is declared in penstock.yaml; change it there");
            }
            if (state.find(KeptGateway.key(account, id)).isPresent()) {
                throw exists("A gateway with this id exists already");
            }
            refuseBeyond(state, account);
            List<Edit> edits = new ArrayList<>();
            if (!id.equals(GatewayView.DEFAULT)) {
                // Nothing that a gateway of the same name left, keys and tokens least of all, may become this one's.
                edits.addAll(Below.removed(state, account, id));
            }
            long now = clock.millis();
            Document document = new Document(KeptGateway.key(account, id), good.shown(), now, now);
            edits.addAll(KeptGateway.edits(document, good, sealer));
            return changed(account, "gateway created", id, edits, GatewayList.view(document));
        });
        if (!id.equals(GatewayView.DEFAULT)) {
            // A call that was under way when a gateway of this name went may have been logged after that.
            logs.erase(new LogScope.Gateway(new Scope(account, id)));
        }
        return made;
    }

    private Answer change(ApiCall call) throws IOException {
        String account = call.account();
        String id = call.part("gateway_id");
        refuseDeclared(account, id);
        return desk.change(call.actor(), state -> {
            refuseDeclared(account, id);
            GatewayView before = find(state, call);
            Key key = KeptGateway.key(account, id);
            boolean isFirst = state.find(key).isEmpty();
            if (isFirst) {
                refuseBeyond(state, account);
            }
            GatewayBody.Result.Good good =
                    good(GatewayBody.read(call.json(), before.settings(), KeptGateway.secrets(state, key, sealer)));
            Document document = new Document(key, good.shown(), before.createdAt(), clock.millis());
            return changed(
                    account,
                    "gateway updated",
                    id,
                    KeptGateway.edits(document, good, sealer),
                    GatewayList.view(document));
        });
    }

    private Answer delete(ApiCall call) throws IOException {
        String account = call.account();
        String id = call.part("gateway_id");
        refuseDeclared(account, id);
        Answer gone = desk.change(call.actor(), state -> {
            refuseDeclared(account, id);
            GatewayView before = find(state, call);
            if (state.find(KeptGateway.key(account, id)).isEmpty()) {
                throw ApiRefused.of(
                        409,
                        Problem.of(
                                7009,
                                "The gateway 'default' exists of itself and cannot be deleted; change it with PUT, or"
                                        + " declare it in penstock.yaml"));
            }
            List<Edit> edits = new ArrayList<>(Below.removed(state, account, id));
            edits.add(new Edit.Remove(KeptGateway.key(account, id)));
            return changed(account, "gateway deleted", id, edits, before);
        });
        // Its name may be taken again, by somebody who must not read what was logged before.
        logs.erase(new LogScope.Gateway(call.scope()));
        return gone;
    }

    private Answer url(ApiCall call) {
        String provider = call.part("provider");
        if (!PROVIDER.matcher(provider).matches()) {
            throw ApiRefused.invalid(new Problem(
                    Problem.INVALID, "'provider' must be the name of a provider, such as openai", List.of("provider")));
        }
        return Answer.of(dev.penstock.json.JsonText.of(
                premises.origin() + "/v1/" + call.account() + "/" + call.part("gateway_id") + "/" + provider));
    }

    private static Change<Answer> changed(
            String account, String action, String id, List<Edit> edits, GatewayView result) {
        return new Change<>(account, action, "gateways/" + id, edits, Answer.of(result.json()));
    }

    private GatewayBody.Result.Good good(GatewayBody.Result result) {
        return switch (result) {
            case GatewayBody.Result.Bad bad ->
                throw ApiRefused.invalid(bad.faults().stream()
                        .map(fault ->
                                Problem.inBody(fault.message(), fault.path().toArray(String[]::new)))
                        .toList());
            case GatewayBody.Result.Good good -> {
                if (premises.isReachable() && !good.settings().authentication()) {
                    throw ApiRefused.invalid(Problem.inBody(
                            "'authentication' is false, but others than this machine can reach the gateway; must be true"
                                    + " while 'host' in penstock.yaml is not a loopback address",
                            "authentication"));
                }
                yield good;
            }
        };
    }

    private boolean isDeclared(String account, String id) {
        return premises.isDeclared(account, id);
    }

    private void refuseDeclared(String account, String id) {
        if (isDeclared(account, id)) {
            throw ApiRefused.declared("The gateway '" + id + "'");
        }
    }

    private static void refuseBeyond(ControlState state, String account) {
        if (state.of(Kind.GATEWAY, account).size() >= MOST) {
            throw ApiRefused.of(
                    409, Problem.of(7010, "The account has " + MOST + " gateways, the most there can be; delete one"));
        }
    }

    private static ApiRefused exists(String message) {
        return ApiRefused.of(409, new Problem(7009, message, List.of("body", "id")));
    }
}
