package dev.penstock.admin.domains;

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
import dev.penstock.admin.gateways.Premises;
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
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Host names of a gateway. A call with such a Host needs no {@code /v1/{account}/{gateway}} before the provider. There is
 * no certificate to wait for: a domain is active as soon as it is kept, and its DNS record leads here or to the proxy in
 * front.
 */
public final class CustomDomains implements Endpoint.Set {
    private static final String PATH = Endpoint.GATEWAY + "/custom-domains";
    private static final String TAG = "custom domains";
    private static final int MOST = 100;
    private static final int LONGEST = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Map<String, Object> SHAPE = Schemas.object(
            "hostname", Schemas.TEXT,
            "gateway_id", Schemas.TEXT,
            "zone_id", Schemas.TEXT,
            "status", Schemas.oneOf("active"),
            "cname_target", Schemas.TEXT,
            "created_at", Schemas.WHOLE,
            "modified_at", Schemas.WHOLE);

    private final ControlDesk desk;
    private final Premises premises;
    private final InstantSource clock;

    public CustomDomains(ControlDesk desk, Premises premises, InstantSource clock) {
        this.desk = desk;
        this.premises = premises;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        Access read = new Access(Level.GATEWAY, Role.VIEWER);
        Access write = new Access(Level.GATEWAY, Role.MEMBER);
        Sheet list = Sheet.of(TAG, "List a gateway's host names", Schemas.page(SHAPE))
                .with(
                        new Sheet.Parameter("page", "From 1", Schemas.WHOLE),
                        new Sheet.Parameter("per_page", "At most 100; 20", Schemas.WHOLE));
        Sheet create = Sheet.of(TAG, "Give a gateway a host name", Schemas.result(SHAPE))
                .taking(Schemas.object("domain", Schemas.TEXT, "zone_id?", Schemas.TEXT));
        Sheet show = Sheet.of(TAG, "Show a host name", Schemas.result(SHAPE));
        Sheet delete = Sheet.of(TAG, "Take a host name away", Schemas.result(SHAPE));
        String one = PATH + "/{hostname}";
        return List.of(
                new Endpoint("GET", PATH, read, list, this::list),
                new Endpoint("POST", PATH, write, create, this::create),
                new Endpoint("GET", one, read, show, this::show),
                new Endpoint("DELETE", one, write, delete, this::delete));
    }

    /** All of them, for the data path. */
    public static Map<String, Scope> all(ControlState state) {
        Map<String, Scope> all = new HashMap<>();
        for (Document document : state.of(Kind.CUSTOM_DOMAIN)) {
            Key key = document.key();
            all.put(key.id(), new Scope(key.account(), key.gateway()));
        }
        return all;
    }

    private Answer list(ApiCall call) {
        return call.query().paging(20, 100).of(desk.state().of(Kind.CUSTOM_DOMAIN, call.scope()), this::shown);
    }

    private Answer show(ApiCall call) {
        return Answer.of(shown(desk.state().find(key(call)).orElseThrow(ApiRefused::absent)));
    }

    private Answer create(ApiCall call) throws IOException {
        JsonTree body = call.json();
        List<Problem> problems = new ArrayList<>();
        String hostname = body.at("domain").text().orElse("").toLowerCase(Locale.ROOT);
        if (!isHostname(hostname)) {
            problems.add(Problem.inBody("'domain' must be a host name such as ai.example.com", "domain"));
        }
        String zone = body.at("zone_id").text().orElse("");
        if (zone.length() > 64
                || !(body.at("zone_id").isAbsent() || body.at("zone_id").text().isPresent())) {
            problems.add(Problem.inBody("'zone_id' must be a text of at most 64 characters", "zone_id"));
        }
        if (!problems.isEmpty()) {
            throw ApiRefused.invalid(problems);
        }
        return desk.change(call.actor(), state -> {
            refuseTaken(state, call.scope(), hostname);
            long now = clock.millis();
            JsonTree kept = JsonTree.read(JsonText.object("zone_id", zone).text());
            Document document = new Document(Key.of(Kind.CUSTOM_DOMAIN, call.scope(), hostname), kept, now, now);
            return changed(call, "custom domain created", document, new Edit.Put(document));
        });
    }

    private static void refuseTaken(ControlState state, Scope scope, String hostname) {
        if (all(state).containsKey(hostname)) {
            throw ApiRefused.of(
                    409, new Problem(7009, "This host name leads to a gateway already", List.of("body", "domain")));
        }
        if (state.of(Kind.CUSTOM_DOMAIN, scope).size() >= MOST) {
            throw ApiRefused.of(
                    409, Problem.of(7010, "The gateway has " + MOST + " host names, the most there can be"));
        }
    }

    private Answer delete(ApiCall call) throws IOException {
        return desk.change(call.actor(), state -> {
            Document document = state.find(key(call)).orElseThrow(ApiRefused::absent);
            return changed(call, "custom domain deleted", document, new Edit.Remove(document.key()));
        });
    }

    private Change<Answer> changed(ApiCall call, String action, Document document, Edit edit) {
        return new Change<>(
                call.account(),
                action,
                "gateways/" + call.scope().gateway() + "/custom-domains/" + document.id(),
                List.of(edit),
                Answer.of(shown(document)));
    }

    private static Key key(ApiCall call) {
        return Key.of(Kind.CUSTOM_DOMAIN, call.scope(), call.part("hostname").toLowerCase(Locale.ROOT));
    }

    private JsonText shown(Document document) {
        return JsonText.object(
                "hostname",
                document.id(),
                "gateway_id",
                document.key().gateway(),
                "zone_id",
                document.body().at("zone_id").text().orElse(""),
                "status",
                "active",
                "cname_target",
                premises.host(),
                "created_at",
                document.createdAt(),
                "modified_at",
                document.modifiedAt());
    }

    /** Two labels at least, the last of which is no number: an address is no host name. */
    private static boolean isHostname(String text) {
        String[] labels = text.split("\\.", -1);
        boolean areLabels = labels.length >= 2
                && text.length() <= LONGEST
                && List.of(labels).stream()
                        .allMatch(label -> LABEL.matcher(label).matches());
        return areLabels && !labels[labels.length - 1].chars().allMatch(Character::isDigit);
    }
}
