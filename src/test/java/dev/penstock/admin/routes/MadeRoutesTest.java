package dev.penstock.admin.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Headers;
import dev.penstock.call.Scope;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonText;
import dev.penstock.route.DynamicRoute;
import dev.penstock.route.Leg;
import dev.penstock.route.RouteFacts;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of the routes that are kept calls can take. */
class MadeRoutesTest {
    private static final Scope ONE = new Scope("default", "one");
    private static final Scope TWO = new Scope("default", "two");

    private final MadeRoutes made = new MadeRoutes(Set.of("openai"));

    private static JsonText elements(String provider, String model) {
        return new JsonText(
                "[{\"id\":\"s\",\"type\":\"start\",\"outputs\":{\"next\":{\"elementId\":\"a\"}}},"
                        + "{\"id\":\"a\",\"type\":\"model\",\"properties\":{\"provider\":\"" + provider
                        + "\",\"model\":\"" + model
                        + "\"},\"outputs\":{\"success\":{\"elementId\":\"e\"}}},{\"id\":\"e\",\"type\":\"end\",\"outputs\":{}}]");
    }

    private static Edit named(Scope scope, String id, String name) {
        return new Edit.Put(
                new Document(Key.of(Kind.ROUTE, scope, id), RouteShelf.tree(JsonText.object("name", name)), 1, 1));
    }

    private static ControlState with(ControlState before, Edit... edits) {
        return before.with(before.revision() + 1, List.of(edits));
    }

    /** A state with one more version of a route, deployed or not. */
    private static ControlState saved(ControlState before, Scope scope, String id, String version, String model) {
        return with(before, new RouteShelf(before, scope).version(id, version, elements("openai", model), 1));
    }

    private static ControlState deployed(ControlState before, Scope scope, String id, String version) {
        String deployment = "d" + before.revision();
        return with(before, new RouteShelf(before, scope).deployment(id, deployment, version, 1));
    }

    private static ControlState route(ControlState before, Scope scope, String id, String name, String model) {
        ControlState first = saved(with(before, named(scope, id, name)), scope, id, "v1", model);
        return deployed(first, scope, id, "v1");
    }

    private static String model(DynamicRoute route) {
        RouteFacts facts = RouteFacts.of(Optional::empty, Headers.EMPTY, () -> new byte[0]);
        return ((Leg.Ask) route.start(facts, 1)).pool().members().getFirst().model();
    }

    private DynamicRoute only(ControlState state, Scope scope) {
        assertThat(made.of(state).get(scope)).hasSize(1);
        return Objects.requireNonNull(made.of(state).get(scope)).getFirst();
    }

    @Test
    void the_version_of_the_newest_deployment_acts() {
        ControlState first = route(ControlState.EMPTY, ONE, "r", "chat", "gpt-4o-mini");
        assertThat(model(only(first, ONE))).isEqualTo("gpt-4o-mini");
        ControlState saved = saved(first, ONE, "r", "v2", "gpt-4o");
        assertThat(model(only(saved, ONE))).as("saved, not deployed").isEqualTo("gpt-4o-mini");
        ControlState second = deployed(saved, ONE, "r", "v2");
        assertThat(model(only(second, ONE))).isEqualTo("gpt-4o");
        assertThat(model(only(deployed(second, ONE, "r", "v1"), ONE)))
                .as("rolled back")
                .isEqualTo("gpt-4o-mini");
    }

    @Test
    void a_route_that_is_not_deployed_is_not_there() {
        ControlState state = saved(with(ControlState.EMPTY, named(ONE, "r", "chat")), ONE, "r", "v1", "m");
        assertThat(made.of(state)).isEmpty();
    }

    @Test
    void each_gateway_has_its_own() {
        ControlState state = route(route(ControlState.EMPTY, ONE, "r", "chat", "a"), TWO, "r", "chat", "b");
        assertThat(model(only(state, ONE))).isEqualTo("a");
        assertThat(model(only(state, TWO))).isEqualTo("b");
        assertThat(made.of(state)).hasSize(2);
    }

    @Test
    void one_that_is_renamed_is_found_under_its_new_name() {
        ControlState state = route(ControlState.EMPTY, ONE, "r", "chat", "a");
        assertThat(only(state, ONE).name()).isEqualTo("chat");
        assertThat(only(with(state, named(ONE, "r", "talk")), ONE).name()).isEqualTo("talk");
    }

    @Test
    void one_whose_provider_is_gone_takes_no_calls_and_others_do() {
        ControlState good = route(ControlState.EMPTY, ONE, "r", "chat", "a");
        ControlState state = with(good, named(ONE, "x", "lost"));
        state = with(state, new RouteShelf(state, ONE).version("x", "v1", elements("closed-down", "m"), 1));
        state = deployed(state, ONE, "x", "v1");
        assertThat(only(state, ONE).name()).isEqualTo("chat");
    }

    @Test
    void a_change_reads_what_changed_and_nothing_else() {
        ControlState state = ControlState.EMPTY;
        for (int i = 0; i < 50; i++) {
            state = route(state, i % 2 == 0 ? ONE : TWO, "r" + i, "chat " + i, "m" + i);
        }
        IdentityHashMap<DynamicRoute, Boolean> before = new IdentityHashMap<>();
        all(made.of(state)).forEach(route -> before.put(route, true));
        assertThat(before).hasSize(50);
        ControlState next = deployed(saved(state, ONE, "r0", "v2", "other"), ONE, "r0", "v2");
        List<DynamicRoute> fresh = all(made.of(next)).stream()
                .filter(route -> !before.containsKey(route))
                .toList();
        assertThat(fresh)
                .singleElement()
                .satisfies(route -> assertThat(model(route)).isEqualTo("other"));
    }

    private static List<DynamicRoute> all(Map<Scope, List<DynamicRoute>> byGateway) {
        List<DynamicRoute> all = new ArrayList<>();
        byGateway.values().forEach(all::addAll);
        return all;
    }
}
