package dev.penstock.admin.routes;

import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.NewIds;
import dev.penstock.admin.Paging;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.call.Scope;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.json.JsonText;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a route does: versions that are saved, and deployments that put one of them in force. */
final class Versions implements Endpoint.Set {
    private static final String VERSIONS = DynamicRoutes.ONE + "/versions";
    private static final String DEPLOYMENTS = DynamicRoutes.ONE + "/deployments";

    private final ControlDesk desk;
    private final Set<String> providers;
    private final NewIds ids;
    private final InstantSource clock;

    Versions(ControlDesk desk, Set<String> providers, NewIds ids, InstantSource clock) {
        this.desk = desk;
        this.providers = providers;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        Sheet versions =
                Sheet.of("routes", "List the versions of a route", RouteShapes.data("versions", RouteShapes.VERSION));
        Sheet save = Sheet.of(
                        "routes",
                        "Save a version of a route; it acts once it is deployed",
                        Schemas.result(RouteShapes.WITH_VERSION))
                .taking(Schemas.object("elements", RouteShapes.ELEMENTS));
        Sheet show = Sheet.of("routes", "Show a version of a route", Schemas.result(RouteShapes.ONE_VERSION));
        Sheet deployments = Sheet.of(
                "routes", "List the deployments of a route", RouteShapes.data("deployments", RouteShapes.DEPLOYMENT));
        Sheet deploy = Sheet.of(
                        "routes",
                        "Put a version of a route in force; an older one to roll back",
                        Schemas.result(RouteShapes.WITH_DEPLOYMENT))
                .taking(Schemas.object("version_id", Schemas.TEXT));
        return List.of(
                new Endpoint("GET", VERSIONS, DynamicRoutes.READ, versions, this::versions),
                new Endpoint("POST", VERSIONS, DynamicRoutes.WRITE, save, this::save),
                new Endpoint("GET", VERSIONS + "/{version_id}", DynamicRoutes.READ, show, this::show),
                new Endpoint("GET", DEPLOYMENTS, DynamicRoutes.READ, deployments, this::deployments),
                new Endpoint("POST", DEPLOYMENTS, DynamicRoutes.WRITE, deploy, this::deploy));
    }

    private Answer versions(ApiCall call) {
        RouteView view = view(desk.state(), call.scope());
        Document route = view.shelf().route(call.part("route_id"));
        Paging paging = call.query().paging(20, 100);
        return DynamicRoutes.data(
                "versions",
                paging,
                paging.part(view.shelf().versions(route.id())).stream()
                        .map(version -> view.version(route.id(), version))
                        .toList());
    }

    private Answer show(ApiCall call) {
        RouteView view = view(desk.state(), call.scope());
        Document route = view.shelf().route(call.part("route_id"));
        return Answer.of(view.saved(route, view.shelf().version(route.id(), call.part("version_id"))));
    }

    private Answer deployments(ApiCall call) {
        RouteView view = view(desk.state(), call.scope());
        Document route = view.shelf().route(call.part("route_id"));
        Paging paging = call.query().paging(20, 100);
        return DynamicRoutes.data(
                "deployments",
                paging,
                paging.part(view.shelf().deployments(route.id())).stream()
                        .map(view::deployment)
                        .toList());
    }

    private Answer save(ApiCall call) throws IOException {
        RouteBody body = new RouteBody(call.json());
        JsonText elements = body.elements(providers);
        body.refuseMistakes();
        String id = call.part("route_id");
        return desk.change(call.actor(), state -> {
            RouteShelf shelf = new RouteShelf(state, call.scope());
            Document route = shelf.route(id);
            long now = clock.millis();
            String version = ids.next();
            List<Edit> edits = new ArrayList<>(shelf.roomForVersion(id));
            edits.add(shelf.version(id, version, elements, now));
            edits.add(touched(route, now));
            RouteView after = view(state.with(state.revision(), edits), call.scope());
            return new Change<>(
                    call.account(),
                    "route version saved",
                    DynamicRoutes.object(call.scope(), id) + "/versions/" + version,
                    edits,
                    Answer.of(after.withVersion(
                            after.shelf().route(id), after.shelf().version(id, version))));
        });
    }

    private Answer deploy(ApiCall call) throws IOException {
        Optional<String> wanted = call.json().at("version_id").text();
        String id = call.part("route_id");
        return desk.change(call.actor(), state -> {
            RouteView view = view(state, call.scope());
            Document route = view.shelf().route(id);
            Document version = wanted.flatMap(some -> known(view.shelf(), id, some))
                    .orElseThrow(() -> ApiRefused.invalid(
                            Problem.inBody("'version_id' must be the id of a version of this route", "version_id")));
            if (!view.isValid(version)) {
                throw ApiRefused.invalid(Problem.inBody(
                        "This version is not valid any more; save its elements as a new version to see why",
                        "version_id"));
            }
            long now = clock.millis();
            String deployment = ids.next();
            List<Edit> edits = new ArrayList<>(view.shelf().roomForDeployment(id));
            edits.add(view.shelf().deployment(id, deployment, RouteShelf.part(version), now));
            edits.add(touched(route, now));
            RouteView after = view(state.with(state.revision(), edits), call.scope());
            return new Change<>(
                    call.account(),
                    "route version deployed",
                    DynamicRoutes.object(call.scope(), id) + "/versions/" + RouteShelf.part(version),
                    edits,
                    Answer.of(after.withDeployment(
                            after.shelf().route(id), version, after.shelf().deployment(id))));
        });
    }

    private static Optional<Document> known(RouteShelf shelf, String route, String version) {
        return shelf.versions(route).stream()
                .filter(saved -> RouteShelf.part(saved).equals(version))
                .findFirst();
    }

    private static Edit touched(Document route, long now) {
        return new Edit.Put(new Document(route.key(), route.body(), route.createdAt(), now));
    }

    private RouteView view(ControlState state, Scope scope) {
        return new RouteView(new RouteShelf(state, scope), providers);
    }
}
