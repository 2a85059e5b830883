package dev.penstock.admin.keys;

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
import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.vault.Vault;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Cloudflare's provider configs: stored keys of a gateway. A key goes in and never comes out. */
public final class ProviderConfigs implements Endpoint.Set {
    private static final String ALL = Endpoint.GATEWAY + "/provider_configs";
    private static final String ONE = ALL + "/{id}";
    private static final int MOST = 1_000;

    private static final Map<String, Object> SHAPE = Schemas.object(
            "id", Schemas.TEXT,
            "gateway_id", Schemas.TEXT,
            "provider_slug", Schemas.TEXT,
            "alias", Schemas.TEXT,
            "default_config", Schemas.FLAG,
            "secret_id", Schemas.TEXT,
            "secret_preview", Schemas.TEXT,
            "modified_at", Schemas.TIME,
            "rate_limit?", Schemas.WHOLE,
            "rate_limit_period?", Schemas.WHOLE);

    private static final Map<String, Object> CREATING = Schemas.object(
            "alias?", Schemas.TEXT,
            "default_config?", Schemas.FLAG,
            "provider_slug", Schemas.TEXT,
            "secret", Schemas.ANY,
            "secret_id?", Schemas.TEXT,
            "rate_limit?", Schemas.WHOLE,
            "rate_limit_period?", Schemas.WHOLE);

    private static final Map<String, Object> REPLACING = Schemas.object(
            "secret?", Schemas.ANY,
            "default_config?", Schemas.FLAG,
            "rate_limit?", Schemas.WHOLE,
            "rate_limit_period?", Schemas.WHOLE);

    private final ControlDesk desk;
    private final Vault vault;
    private final KeyCheck check;
    private final InstantSource clock;
    private final Consumer<byte[]> random;

    public ProviderConfigs(
            ControlDesk desk, Vault vault, KeyCheck check, InstantSource clock, Consumer<byte[]> random) {
        this.desk = desk;
        this.vault = vault;
        this.check = check;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public List<Endpoint> endpoints() {
        Access read = new Access(Level.GATEWAY, Role.VIEWER);
        Access write = new Access(Level.GATEWAY, Role.ADMIN);
        Sheet list = Sheet.of("provider configs", "List stored provider keys", Schemas.page(SHAPE))
                .with(new Sheet.Parameter("page", "From 1.", Schemas.WHOLE), perPage());
        Sheet one = Sheet.of("provider configs", "Show a stored provider key", Schemas.result(SHAPE));
        Sheet create = Sheet.of("provider configs", "Store a provider key", Schemas.result(SHAPE))
                .taking(CREATING);
        Sheet update = Sheet.of("provider configs", "Replace a stored provider key", Schemas.result(SHAPE))
                .taking(REPLACING);
        Sheet delete = Sheet.of("provider configs", "Delete a stored provider key", Schemas.result(SHAPE));
        return List.of(
                new Endpoint("GET", ALL, read, list, this::list),
                new Endpoint("POST", ALL, write, create, this::create),
                new Endpoint("GET", ONE, read, one, this::show),
                new Endpoint("PUT", ONE, write, update, this::replace),
                new Endpoint("DELETE", ONE, write, delete, this::delete));
    }

    private static Sheet.Parameter perPage() {
        return new Sheet.Parameter("per_page", "1 to 100; 20.", Schemas.WHOLE);
    }

    private Answer list(ApiCall call) {
        List<Document> all = desk.state().of(Kind.PROVIDER_CONFIG, call.scope());
        return call.query()
                .paging(20, 100)
                .of(all, document -> KeyConfig.of(document).shown(document.modifiedAt()));
    }

    private Answer show(ApiCall call) {
        Document found = found(desk.state(), call);
        return Answer.of(KeyConfig.of(found).shown(found.modifiedAt()));
    }

    private Answer create(ApiCall call) throws IOException {
        KeyBody body = KeyBody.creating(call.json());
        List<Problem> problems = new ArrayList<>(body.problems());
        body.secret().ifPresent(secret -> problems.addAll(unusable(call.account(), body.provider(), secret)));
        if (!problems.isEmpty()) {
            throw ApiRefused.invalid(problems);
        }
        Secret secret = body.secret().orElseThrow();
        return desk.change(call.actor(), state -> {
            refuseSecond(state, call.scope(), body);
            KeyConfig made = new KeyConfig(
                    newId(),
                    call.scope(),
                    body.provider(),
                    body.alias(),
                    body.isDefault().orElse(false),
                    1,
                    KeyConfig.preview(secret),
                    body.rateLimit(),
                    body.ratePeriod());
            long now = clock.millis();
            List<Edit> edits = new ArrayList<>(withoutDefault(state, made));
            edits.add(new Edit.Put(made.document(now, now)));
            edits.add(new Edit.Seal(made.key(), vault.seal(made.label(), secret).bytes()));
            return change(call, "provider key stored", made, edits, now);
        });
    }

    private Answer replace(ApiCall call) throws IOException {
        KeyBody body = KeyBody.replacing(call.json());
        String provider = KeyConfig.of(found(desk.state(), call)).provider();
        List<Problem> problems = new ArrayList<>(body.problems());
        body.secret().ifPresent(secret -> problems.addAll(unusable(call.account(), provider, secret)));
        if (!problems.isEmpty()) {
            throw ApiRefused.invalid(problems);
        }
        return desk.change(call.actor(), state -> {
            Document before = found(state, call);
            KeyConfig config = KeyConfig.of(before);
            config = config.withDefault(body.isDefault().orElse(config.isDefault()))
                    .limited(
                            body.rateLimit().or(config::rateLimit),
                            body.ratePeriod().or(config::ratePeriod));
            List<Edit> edits = new ArrayList<>();
            if (body.secret().isPresent()) {
                Secret secret = body.secret().get();
                config = config.with(KeyConfig.preview(secret));
                edits.add(new Edit.Seal(
                        config.key(), vault.seal(config.label(), secret).bytes()));
            }
            long now = clock.millis();
            edits.addAll(withoutDefault(state, config));
            edits.add(new Edit.Put(config.document(before.createdAt(), now)));
            return change(call, "provider key replaced", config, edits, now);
        });
    }

    private Answer delete(ApiCall call) throws IOException {
        return desk.change(call.actor(), state -> {
            Document before = found(state, call);
            KeyConfig config = KeyConfig.of(before);
            return change(
                    call, "provider key deleted", config, List.of(new Edit.Remove(before.key())), before.modifiedAt());
        });
    }

    private static Change<Answer> change(ApiCall call, String action, KeyConfig config, List<Edit> edits, long at) {
        String object =
                "gateways/" + call.scope().gateway() + "/provider_configs/" + config.provider() + "/" + config.alias();
        return new Change<>(call.account(), action, object, edits, Answer.of(config.shown(at)));
    }

    private List<Problem> unusable(String account, String provider, Secret secret) {
        if (!check.hasProvider(account, provider)) {
            return List.of(Problem.inBody("There is no provider '" + provider + "'", "provider_slug"));
        }
        return check
                .problem(account, provider, secret)
                .map(why -> Problem.inBody("'secret' cannot be used: " + why, "secret"))
                .stream()
                .toList();
    }

    private static void refuseSecond(ControlState state, Scope scope, KeyBody body) {
        List<Document> all = state.of(Kind.PROVIDER_CONFIG, scope);
        boolean exists = all.stream()
                .map(KeyConfig::of)
                .anyMatch(other -> other.provider().equals(body.provider())
                        && other.alias().equals(body.alias()));
        if (exists) {
            throw ApiRefused.of(
                    409,
                    new Problem(
                            7009,
                            "This gateway has a key of " + body.provider() + " with the alias '" + body.alias()
                                    + "'; replace that one or choose another alias",
                            List.of("body", "alias")));
        }
        if (all.size() >= MOST) {
            throw ApiRefused.of(409, Problem.of(7009, "A gateway keeps at most " + MOST + " provider keys"));
        }
    }

    /** A new default takes the place of the old one. */
    private List<Edit> withoutDefault(ControlState state, KeyConfig chosen) {
        if (!chosen.isDefault()) {
            return List.of();
        }
        List<Edit> edits = new ArrayList<>();
        for (Document document : state.of(Kind.PROVIDER_CONFIG, chosen.scope())) {
            KeyConfig other = KeyConfig.of(document);
            if (other.isDefault()
                    && other.provider().equals(chosen.provider())
                    && !other.id().equals(chosen.id())) {
                edits.add(new Edit.Put(other.withDefault(false).document(document.createdAt(), clock.millis())));
            }
        }
        return edits;
    }

    private static Document found(ControlState state, ApiCall call) {
        return state.find(Key.of(Kind.PROVIDER_CONFIG, call.scope(), call.part("id")))
                .orElseThrow(ApiRefused::absent);
    }

    private String newId() {
        byte[] bytes = new byte[16];
        random.accept(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
