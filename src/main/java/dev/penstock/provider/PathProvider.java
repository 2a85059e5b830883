package dev.penstock.provider;

import dev.penstock.call.Route;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A provider told by its facts; a folder whose paths need more overrides {@link #place}. */
public abstract class PathProvider implements Provider {
    private final Facts facts;

    /** The provider's own address; nothing where the facts name a part that comes from the call. */
    private final @Nullable BaseUrl own;

    protected PathProvider(Facts facts) {
        this.facts = facts;
        this.own = facts.baseUrl().indexOf('{') < 0 ? BaseUrl.parse(facts.baseUrl()) : null;
    }

    @Override
    public final String slug() {
        return facts.slug();
    }

    @Override
    public final Set<String> aliases() {
        return facts.aliases();
    }

    @Override
    public final String baseUrl() {
        return facts.baseUrl();
    }

    @Override
    public final List<AuthSlot> authSlots() {
        return facts.authSlots();
    }

    @Override
    public final Set<String> consumedHeaders() {
        return facts.consumedHeaders();
    }

    @Override
    public final List<String> pathForms() {
        return facts.pathForms();
    }

    @Override
    public List<Served> serves() {
        return facts.endpoints().all();
    }

    /** What a folder says it serves tells where; one whose paths need more than the model says so itself. */
    @Override
    public OpenAiPaths openAi() {
        return OpenAiPaths.served(facts.endpoints().all());
    }

    @Override
    public final Route route(ProviderRequest request) {
        SafePath.check(request.rest());
        SafePath.checkQuery(request.query());
        return place(request);
    }

    /** Where a request goes whose path and query were checked. */
    protected Route place(ProviderRequest request) {
        String tail = atHome(request.rest());
        return placed(request, ownBase(request), tail, served(request, tail));
    }

    /** The path below the base URL: where the facts say that a path goes which does not say so itself. */
    protected final String atHome(String rest) {
        return facts.home().place(rest);
    }

    /** The operator's address where there is one, else the provider's own. */
    protected final BaseUrl ownBase(ProviderRequest request) {
        return own == null || request.overridden() ? BaseUrl.parse(request.baseUrl()) : own;
    }

    /** The operator's address where there is one, else the root of a host of this provider. */
    protected final BaseUrl base(ProviderRequest request, String host) {
        return request.overridden() ? BaseUrl.parse(request.baseUrl()) : BaseUrl.https(host);
    }

    protected final Served served(ProviderRequest request, String path) {
        return facts.endpoints().at(request.method(), path);
    }

    /** A route to a path whose body names the model and says whether it streams. */
    protected static Route placed(ProviderRequest request, BaseUrl base, String tail, Served served) {
        return placed(request, base, tail, served, Optional.empty(), Optional.empty());
    }

    protected static Route placed(
            ProviderRequest request,
            BaseUrl base,
            String tail,
            Served served,
            Optional<String> model,
            Optional<Boolean> streams) {
        String path = base.join(tail);
        return new Route(base.origin(), path, request.query(), served.dialect(), served.rules(), model, streams);
    }
}
