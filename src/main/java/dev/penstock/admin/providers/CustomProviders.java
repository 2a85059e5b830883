package dev.penstock.admin.providers;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Query;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sealer;
import dev.penstock.admin.Sheet;
import dev.penstock.admin.gateways.FileRevision;
import dev.penstock.call.Secret;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.egress.EgressGuard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Providers that an account adds. What a header of theirs holds is never shown again. */
public final class CustomProviders implements Endpoint.Set {
    private static final String PATH = Endpoint.AI_GATEWAY + "/custom-providers";
    private static final String TAG = "custom providers";
    private static final int MOST = 500;
    private static final String ID = "id";

    private final ControlDesk desk;
    private final Sealer sealer;
    private final InstantSource clock;
    private final Consumer<byte[]> random;
    private final Supplier<EgressGuard> guard;

    /** @param guard judges where a provider may be */
    public CustomProviders(
            ControlDesk desk,
            Sealer sealer,
            InstantSource clock,
            Consumer<byte[]> random,
            Supplier<EgressGuard> guard) {
        this.desk = desk;
        this.sealer = sealer;
        this.clock = clock;
        this.random = random;
        this.guard = guard;
    }

    @Override
    public List<Endpoint> endpoints() {
        Access read = new Access(Level.ACCOUNT, Role.VIEWER);
        Access write = new Access(Level.ACCOUNT, Role.MEMBER);
        Sheet list = Sheet.of(TAG, "List custom providers", Schemas.page(KeptProvider.SHAPE))
                .with(
                        new Sheet.Parameter("page", "From 1", Schemas.WHOLE),
                        new Sheet.Parameter("per_page", "At most 100; 20", Schemas.WHOLE),
                        new Sheet.Parameter("enable", "Only those that serve calls, or do not", Schemas.FLAG),
                        new Sheet.Parameter("beta", "Only those marked so, or not", Schemas.FLAG),
                        new Sheet.Parameter("search", "Part of the id, name or slug", Schemas.TEXT),
                        new Sheet.Parameter("order_by", "A field and ASC or DESC; name ASC", Schemas.TEXT));
        Sheet create = Sheet.of(TAG, "Add a custom provider", Schemas.result(KeptProvider.SHAPE))
                .taking(taken("name", "slug", "base_url"));
        Sheet show = Sheet.of(TAG, "Show a custom provider", Schemas.result(KeptProvider.SHAPE));
        Sheet change = Sheet.of(TAG, "Change what is given of a custom provider", Schemas.result(KeptProvider.SHAPE))
                .taking(taken("name?", "slug?", "base_url?"));
        Sheet delete = Sheet.of(TAG, "Delete a custom provider", Schemas.result(KeptProvider.SHAPE));
        String one = PATH + "/{id}";
        return List.of(
                new Endpoint("GET", PATH, read, list, this::list),
                new Endpoint("POST", PATH, write, create, this::create),
                new Endpoint("GET", one, read, show, this::show),
                new Endpoint("PATCH", one, write, change, this::change),
                new Endpoint("DELETE", one, write, delete, this::delete));
    }

    private static java.util.Map<String, Object> taken(String name, String slug, String baseUrl) {
        return Schemas.object(
                name,
                Schemas.TEXT,
                slug,
                Schemas.TEXT,
                baseUrl,
                Schemas.TEXT,
                "description?",
                Schemas.orNull(Schemas.TEXT),
                "link?",
                Schemas.orNull(Schemas.TEXT),
                "enable?",
                Schemas.FLAG,
                "beta?",
                Schemas.FLAG,
                "curl_example?",
                Schemas.orNull(Schemas.TEXT),
                "js_example?",
                Schemas.orNull(Schemas.TEXT),
                "headers?",
                Schemas.orNull(Schemas.TEXT),
                "position?",
                Schemas.WHOLE);
    }

    private Answer list(ApiCall call) {
        Query query = call.query();
        Optional<Boolean> enable = query.flag("enable");
        Optional<Boolean> beta = query.flag("beta");
        String search = query.first("search").orElse("").toLowerCase(Locale.ROOT);
        List<KeptProvider> found = all(desk.state(), call.account())
                .filter(one -> enable.isEmpty() || enable.get() == one.enable())
                .filter(one -> beta.isEmpty() || beta.get() == one.beta())
                .filter(one -> one.names().stream()
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains(search)))
                .sorted(ProviderOrder.of(query))
                .toList();
        return query.paging(20, 100).of(found, KeptProvider::json);
    }

    private static Stream<KeptProvider> all(ControlState state, String account) {
        Stream<KeptProvider> made =
                state.of(Kind.CUSTOM_PROVIDER, account).stream().map(document -> KeptProvider.of(document, false));
        Stream<KeptProvider> declared = state.of(Kind.FILE, account).stream()
                .filter(document -> FileRevision.isProvider(document.key()))
                .map(document -> KeptProvider.of(document, true));
        return Stream.concat(declared, made);
    }

    private Answer show(ApiCall call) {
        return Answer.of(find(desk.state(), call).json());
    }

    private static KeptProvider find(ControlState state, ApiCall call) {
        return all(state, call.account())
                .filter(one -> one.id().equals(call.part(ID)))
                .findFirst()
                .orElseThrow(() -> ApiRefused.of(404, Problem.of(1004, "Custom Provider not found")));
    }

    private static KeptProvider own(ControlState state, ApiCall call) {
        KeptProvider found = find(state, call);
        if (found.declared()) {
            throw ApiRefused.declared("The custom provider '" + found.slug() + "'");
        }
        return found;
    }

    private Answer create(ApiCall call) throws IOException {
        String account = call.account();
        String id = uuid();
        return desk.change(call.actor(), state -> {
            long now = clock.millis();
            ProviderBody body = new ProviderBody(call.json(), Optional.empty(), guard.get());
            ProviderBody.Read read = body.read(account, id, "", now, now);
            refuseTaken(state, read.provider());
            if (state.of(Kind.CUSTOM_PROVIDER, account).size() >= MOST) {
                throw ApiRefused.of(
                        409, Problem.of(7010, "The account has " + MOST + " custom providers, the most there can be"));
            }
            return changed("custom provider created", read);
        });
    }

    private Answer change(ApiCall call) throws IOException {
        return desk.change(call.actor(), state -> {
            KeptProvider before = own(state, call);
            ProviderBody body = new ProviderBody(call.json(), Optional.of(before), guard.get());
            String headers = MadeProviders.headers(state, key(before), sealer);
            ProviderBody.Read read =
                    body.read(before.account(), before.id(), headers, before.createdAt(), clock.millis());
            refuseTaken(state, read.provider());
            return changed("custom provider updated", read);
        });
    }

    private Answer delete(ApiCall call) throws IOException {
        return desk.change(call.actor(), state -> {
            KeptProvider before = own(state, call);
            return new Change<>(
                    before.account(),
                    "custom provider deleted",
                    "custom-providers/" + before.slug(),
                    List.of(new Edit.Remove(key(before))),
                    Answer.of(before.json()));
        });
    }

    private Change<Answer> changed(String action, ProviderBody.Read read) {
        KeptProvider provider = read.provider();
        Key key = key(provider);
        List<Edit> edits = new ArrayList<>();
        edits.add(new Edit.Remove(key));
        edits.add(new Edit.Put(new Document(key, provider.body(), provider.createdAt(), provider.modifiedAt())));
        if (!read.headers().isEmpty()) {
            edits.add(new Edit.Seal(key, sealer.seal(key, new Secret(read.headers()))));
        }
        return new Change<>(
                provider.account(), action, "custom-providers/" + provider.slug(), edits, Answer.of(provider.json()));
    }

    private static void refuseTaken(ControlState state, KeptProvider provider) {
        boolean taken = all(state, provider.account())
                .anyMatch(one -> one.slug().equals(provider.slug()) && !one.id().equals(provider.id()));
        if (taken) {
            throw ApiRefused.of(
                    409, new Problem(1003, "A custom provider with this slug already exists", List.of("body", "slug")));
        }
    }

    private static Key key(KeptProvider provider) {
        return Key.of(Kind.CUSTOM_PROVIDER, provider.account(), provider.id());
    }

    /** A random UUID (RFC 9562, version 4), from the randomness that was handed in. */
    private String uuid() {
        byte[] bytes = new byte[16];
        random.accept(bytes);
        bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
        ByteBuffer both = ByteBuffer.wrap(bytes);
        return new UUID(both.getLong(), both.getLong()).toString();
    }
}
