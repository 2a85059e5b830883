package dev.penstock.admin.routes;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.NewIds;
import dev.penstock.admin.Paging;
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
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/** Dynamic routes: made, listed, shown, renamed and removed. What they do is in their versions. */
public final class DynamicRoutes implements Endpoint.Set {
    static final String PATH = Endpoint.GATEWAY + "/routes";
    static final String ONE = PATH + "/{route_id}";
    static final Access READ = new Access(Level.GATEWAY, Role.VIEWER);
    static final Access WRITE = new Access(Level.GATEWAY, Role.MEMBER);

    private final ControlDesk desk;
    private final Set<String> providers;
    private final BiPredicate<Scope, String> declares;
    private final NewIds ids;
    private final InstantSource clock;

    /**
     * @param providers the slugs there are
     * @param declares whether the operator's file gives a gateway a route of a name
     */
    public DynamicRoutes(
            ControlDesk desk,
            Set<String> providers,
            BiPredicate<Scope, String> declares,
            NewIds ids,
            InstantSource clock) {
        this.desk = desk;
        this.providers = Set.copyOf(providers);
        this.declares = declares;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        Sheet list = Sheet.of("routes", "List dynamic routes", RouteShapes.data("routes", RouteShapes.ROUTE));
        Sheet create = Sheet.of(
                        "routes",
                        "Make a dynamic route; its first version is deployed",
                        Schemas.result(RouteShapes.ROUTE))
                .taking(Schemas.object("name", Schemas.TEXT, "elements", RouteShapes.ELEMENTS));
        Sheet show = Sheet.of("routes", "Show a dynamic route", Schemas.result(RouteShapes.ROUTE));
        Sheet rename = Sheet.of(
                        "routes",
                        "Rename a dynamic route",
                        Schemas.object("success", Schemas.FLAG, "route", RouteShapes.ROUTE))
                .taking(Schemas.object("name", Schemas.TEXT));
        Sheet delete = Sheet.of("routes", "Delete a dynamic route", Schemas.result(RouteShapes.HEAD));
        List<Endpoint> endpoints = new ArrayList<>(List.of(
                new Endpoint("GET", PATH, READ, list, this::list),
                new Endpoint("POST", PATH, WRITE, create, this::create),
                new Endpoint("GET", ONE, READ, show, this::show),
                new Endpoint("PATCH", ONE, WRITE, rename, this::rename),
                new Endpoint("DELETE", ONE, WRITE, delete, this::delete)));
        endpoints.addAll(new Versions(desk, providers, ids, clock).endpoints());
        return List.copyOf(endpoints);
    }

    private Answer list(ApiCall call) {
        RouteView view = view(desk.state(), call.scope());
        Paging paging = call.query().paging(20, 100);
        List<JsonText> shown =
                paging.part(view.shelf().routes()).stream().map(view::route).toList();
        return data("routes", paging, shown);
    }

    /** The envelope of lists here: "data" in place of "result". */
    static Answer data(String name, Paging paging, List<JsonText> items) {
        return Answer.json(
                200,
                JsonText.object(
                        "success",
                        true,
                        "data",
                        JsonText.object(
                                "order_by",
                                "created_at",
                                "order_by_direction",
                                "desc",
                                "page",
                                paging.page(),
                                "per_page",
                                paging.perPage(),
                                name,
                                items)));
    }

    private Answer show(ApiCall call) {
        RouteView view = view(desk.state(), call.scope());
        return Answer.of(view.route(view.shelf().route(call.part("route_id"))));
    }

    private Answer create(ApiCall call) throws IOException {
        RouteBody body = new RouteBody(call.json());
        String name = body.name();
        JsonText elements = body.elements(providers);
        body.refuseMistakes();
        return desk.change(call.actor(), state -> {
            RouteShelf shelf = new RouteShelf(state, call.scope());
            refuseTaken(shelf, name, "");
            if (shelf.routes().size() >= RouteShelf.MOST_ROUTES) {
                throw ApiRefused.of(
                        409,
                        Problem.of(
                                7009,
                                "A gateway has at most " + RouteShelf.MOST_ROUTES
                                        + " dynamic routes; delete one first"));
            }
            long now = clock.millis();
            String id = ids.next();
            String version = ids.next();
            Document route = new Document(
                    Key.of(Kind.ROUTE, call.scope(), id), RouteShelf.tree(JsonText.object("name", name)), now, now);
            return change(
                    call,
                    "route created",
                    state,
                    List.of(
                            new Edit.Put(route),
                            shelf.version(id, version, elements, now),
                            shelf.deployment(id, ids.next(), version, now)),
                    id);
        });
    }

    private Answer rename(ApiCall call) throws IOException {
        RouteBody body = new RouteBody(call.json());
        String name = body.name();
        body.refuseMistakes();
        String id = call.part("route_id");
        return desk.change(call.actor(), state -> {
            RouteShelf shelf = new RouteShelf(state, call.scope());
            Document before = shelf.route(id);
            refuseTaken(shelf, name, id);
            Edit edit = new Edit.Put(new Document(
                    before.key(), RouteShelf.tree(JsonText.object("name", name)), before.createdAt(), clock.millis()));
            RouteView after = view(state.with(state.revision(), List.of(edit)), call.scope());
            return new Change<>(
                    call.account(),
                    "route renamed",
                    object(call.scope(), id),
                    List.of(edit),
                    Answer.json(
                            200,
                            JsonText.object(
                                    "success",
                                    true,
                                    "route",
                                    after.route(after.shelf().route(id)))));
        });
    }

    private Answer delete(ApiCall call) throws IOException {
        String id = call.part("route_id");
        return desk.change(call.actor(), state -> {
            RouteView view = view(state, call.scope());
            JsonText shown = view.head(view.shelf().route(id));
            return new Change<>(
                    call.account(),
                    "route deleted",
                    object(call.scope(), id),
                    view.shelf().without(id),
                    Answer.of(shown));
        });
    }

    private Change<Answer> change(ApiCall call, String action, ControlState state, List<Edit> edits, String id) {
        RouteView after = view(state.with(state.revision(), edits), call.scope());
        return new Change<>(
                call.account(),
                action,
                object(call.scope(), id),
                edits,
                Answer.of(after.route(after.shelf().route(id))));
    }

    private RouteView view(ControlState state, Scope scope) {
        return new RouteView(new RouteShelf(state, scope), providers);
    }

    /** A route as the audit trail names it. */
    static String object(Scope scope, String id) {
        return "gateways/" + scope.gateway() + "/routes/" + id;
    }

    private void refuseTaken(RouteShelf shelf, String name, String exceptRoute) {
        if (declares.test(shelf.scope(), name)) {
            throw ApiRefused.of(
                    409,
                    new Problem(
                            7009,
                            "The gateway's settings file has a dynamic route named '" + name + "'; choose another name",
                            List.of("body", "name")));
        }
        if (shelf.isTaken(name, exceptRoute)) {
            throw ApiRefused.of(
                    409,
                    new Problem(
                            7009,
                            "This gateway has a dynamic route named '" + name + "' already",
                            List.of("body", "name")));
        }
    }
}
