package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.RunningGateway;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Dynamic routes through the management API: envelopes, versions, deployments, roll back, tenancy. */
class DynamicRoutesTest {
    private static final String GATEWAYS = "/accounts/default/ai-gateway/gateways/";
    private static final String ROUTES = GATEWAYS + "one/routes";
    private static final String ELEMENTS =
            "[{\"id\":\"s\",\"type\":\"start\",\"outputs\":{\"next\":{\"elementId\":\"a\"}}},"
                    + "{\"id\":\"a\",\"type\":\"model\",\"properties\":{\"provider\":\"openai\",\"model\":\"gpt-4o-mini\","
                    + "\"timeout\":60000,\"retries\":2},\"outputs\":{\"success\":{\"elementId\":\"e\"},"
                    + "\"fallback\":{\"elementId\":\"e\"}}},{\"id\":\"e\",\"type\":\"end\",\"outputs\":{}}]";
    private static final String OTHER = ELEMENTS.replace("gpt-4o-mini", "gpt-4o");
    private static final List<String> HEAD =
            List.of("id", "name", "gateway_id", "account_tag", "created_at", "modified_at", "elements");

    private static RunningGateway gateway;
    private static ApiClient admin;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.of("gateways: [{id: one}, {id: two}]\n");
        admin = ApiClient.of(gateway);
        admin.post("/accounts", "{\"name\":\"acme\"}");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void a_new_route_has_a_version_that_is_deployed() {
        JsonNode route = create("fresh");
        assertThat(route.propertyNames()).containsExactlyInAnyOrderElementsOf(with("version", "deployment"));
        assertThat(route.get("version").propertyNames())
                .containsExactlyInAnyOrder("version_id", "active", "data", "created_at", "is_valid");
        assertThat(route.get("version").get("active").asString()).isEqualTo("true");
        assertThat(route.get("version").get("data").asString())
                .isEqualTo(route.get("elements").toString());
        assertThat(route.get("deployment").get("version_id"))
                .isEqualTo(route.get("version").get("version_id"));
        assertThat(admin.get(one(route)).result()).isEqualTo(route);
    }

    @Test
    void lists_stand_under_data() {
        JsonNode route = create("listed");
        JsonNode list = admin.get(ROUTES + "?per_page=100").json();
        assertThat(list.propertyNames()).containsExactlyInAnyOrder("success", "data");
        assertThat(list.get("data").propertyNames())
                .containsExactlyInAnyOrder("order_by", "order_by_direction", "page", "per_page", "routes");
        assertThat(list.get("data").get("routes")).contains(route);
        assertThat(admin.get(ROUTES + "?page=1000&per_page=1")
                        .json()
                        .get("data")
                        .get("routes"))
                .isEmpty();
        assertThat(admin.get(ROUTES + "?per_page=101").status()).isEqualTo(400);
        assertThat(admin.get(one(route) + "/versions").json().get("data").propertyNames())
                .contains("versions");
        assertThat(admin.get(one(route) + "/deployments").json().get("data").propertyNames())
                .contains("deployments");
    }

    @Test
    void a_version_acts_once_it_is_deployed_and_an_older_one_rolls_back() {
        JsonNode route = create("rolled");
        String first = route.get("version").get("version_id").asString();
        JsonNode saved = admin.post(one(route) + "/versions", "{\"elements\":" + OTHER + "}")
                .result();
        assertThat(saved.propertyNames()).containsExactlyInAnyOrderElementsOf(with("version"));
        String second = saved.get("version").get("version_id").asString();
        assertThat(saved.get("version").get("active").asString()).isEqualTo("false");
        assertThat(model(admin.get(one(route)).result())).isEqualTo("gpt-4o-mini");

        JsonNode deployed = admin.post(one(route) + "/deployments", "{\"version_id\":\"" + second + "\"}")
                .result();
        assertThat(deployed.propertyNames()).containsExactlyInAnyOrderElementsOf(with("deployment"));
        assertThat(model(admin.get(one(route)).result())).isEqualTo("gpt-4o");
        JsonNode old = admin.get(one(route) + "/versions/" + first).result();
        assertThat(old.propertyNames())
                .containsExactlyInAnyOrderElementsOf(with("version_id", "active", "data", "is_valid"));
        assertThat(old.get("active").asString()).isEqualTo("false");

        admin.post(one(route) + "/deployments", "{\"version_id\":\"" + first + "\"}");
        assertThat(model(admin.get(one(route)).result())).isEqualTo("gpt-4o-mini");
        JsonNode deployments =
                admin.get(one(route) + "/deployments").json().get("data").get("deployments");
        assertThat(deployments.valueStream().map(one -> one.get("version_id").asString()))
                .containsExactly(first, second, first);
        assertThat(admin.get(one(route) + "/versions")
                        .json()
                        .get("data")
                        .get("versions")
                        .valueStream()
                        .map(one -> one.get("active").asString()))
                .containsExactly("false", "true");
    }

    @Test
    void only_versions_of_the_route_itself_can_be_deployed() {
        JsonNode route = create("strict");
        JsonNode stranger = create("stranger");
        String foreign = stranger.get("version").get("version_id").asString();
        assertError(admin.post(one(route) + "/deployments", "{\"version_id\":\"" + foreign + "\"}"), "version_id");
        assertError(admin.post(one(route) + "/deployments", "{}"), "version_id");
        assertThat(admin.get(one(route) + "/versions/" + foreign).status()).isEqualTo(404);
    }

    @Test
    void the_versions_of_a_route_are_bounded_and_the_live_one_stays() {
        JsonNode route = create("busy");
        for (int i = 0; i < 55; i++) {
            admin.post(one(route) + "/versions", "{\"elements\":" + OTHER + "}");
        }
        JsonNode versions = admin.get(one(route) + "/versions?per_page=100")
                .json()
                .get("data")
                .get("versions");
        assertThat(versions).hasSize(50);
        assertThat(versions.get(49)).isEqualTo(route.get("version"));
    }

    @Test
    void patch_changes_the_name_alone_and_answers_with_route() {
        JsonNode route = create("before");
        JsonNode answer = admin.patch(
                        one(route), "{\"name\":\"after\",\"elements\":[],\"id\":\"x\",\"gateway_id\":\"two\"}")
                .json();
        assertThat(answer.propertyNames()).containsExactlyInAnyOrder("success", "route");
        assertThat(answer.get("route").get("name").asString()).isEqualTo("after");
        for (String same : List.of("id", "elements", "version", "deployment", "gateway_id", "created_at")) {
            assertThat(answer.get("route").get(same)).isEqualTo(route.get(same));
        }
    }

    @Test
    void names_are_checked_and_unique_on_a_gateway() {
        JsonNode route = create("taken");
        assertThat(admin.post(ROUTES, body("taken", ELEMENTS)).status()).isEqualTo(409);
        assertThat(admin.patch(one(create("free")), "{\"name\":\"taken\"}").status())
                .isEqualTo(409);
        assertThat(admin.patch(one(route), "{\"name\":\"taken\"}").status()).isEqualTo(200);
        assertThat(admin.post(GATEWAYS + "two/routes", body("taken", ELEMENTS)).status())
                .isEqualTo(200);
        for (String name : List.of("", " a", "a/b", "a ", "x".repeat(65))) {
            assertError(admin.post(ROUTES, body(name, ELEMENTS)), "name");
        }
    }

    @Test
    void mistakes_are_told_with_their_path() {
        assertError(
                admin.post(ROUTES, body("x", ELEMENTS.replace("\"openai\"", "\"opnai\""))),
                "elements",
                "1",
                "properties",
                "provider");
        assertError(admin.post(ROUTES, "{\"name\":\"x\"}"), "elements");
        JsonNode route = create("mistaken");
        assertError(
                admin.post(one(route) + "/versions", "{\"elements\":" + ELEMENTS.replace("\"end\"", "\"edn\"") + "}"),
                "elements",
                "2",
                "type");
        assertThat(admin.get(one(route) + "/versions").json().get("data").get("versions"))
                .hasSize(1);
        assertThat(admin.post(ROUTES, "[".repeat(100_000)).status()).isEqualTo(400);
        assertThat(admin.post(ROUTES, body("x", ELEMENTS + " ".repeat(1 << 20))).status())
                .isEqualTo(413);
    }

    @Test
    void what_belongs_to_others_is_absent_with_the_same_answer() {
        JsonNode route = create("mine");
        String id = route.get("id").asString();
        String absent = admin.get(ROUTES + "/nothing").text();
        for (String place : List.of(GATEWAYS + "two/routes/", "/accounts/acme/ai-gateway/gateways/default/routes/")) {
            for (ApiClient.Reply reply : List.of(
                    admin.get(place + id),
                    admin.patch(place + id, "{\"name\":\"stolen\"}"),
                    admin.delete(place + id),
                    admin.get(place + id + "/versions"),
                    admin.post(place + id + "/versions", "{\"elements\":" + ELEMENTS + "}"),
                    admin.get(place + id + "/versions/"
                            + route.get("version").get("version_id").asString()),
                    admin.get(place + id + "/deployments"),
                    admin.post(place + id + "/deployments", "{\"version_id\":\"x\"}"))) {
                assertThat(reply.status()).isEqualTo(404);
                assertThat(reply.text()).isEqualTo(absent);
            }
        }
        assertThat(admin.get(one(route)).result()).isEqualTo(route);
    }

    @Test
    void a_deleted_route_is_gone_with_all_of_it() {
        JsonNode route = create("gone");
        assertThat(admin.delete(one(route)).result().propertyNames()).containsExactlyInAnyOrderElementsOf(HEAD);
        assertThat(admin.get(one(route)).status()).isEqualTo(404);
        assertThat(admin.get(one(route) + "/versions/"
                                + route.get("version").get("version_id").asString())
                        .status())
                .isEqualTo(404);
        assertThat(admin.delete(one(route)).status()).isEqualTo(404);
        assertThat(create("gone").get("id")).isNotEqualTo(route.get("id"));
    }

    private static void assertError(ApiClient.Reply reply, String... path) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        JsonNode error = reply.json().get("errors").get(0);
        assertThat(error.get("path").valueStream().map(JsonNode::asString).skip(1))
                .as(reply.text())
                .containsExactly(path);
    }

    private static JsonNode create(String name) {
        return create(name, ELEMENTS);
    }

    private static JsonNode create(String name, String elements) {
        return admin.post(ROUTES, body(name, elements)).result();
    }

    private static String body(String name, String elements) {
        return "{\"name\":\"" + name + "\",\"elements\":" + elements + "}";
    }

    private static String one(JsonNode route) {
        return ROUTES + "/" + route.get("id").asString();
    }

    private static String model(JsonNode route) {
        return route.get("elements").get(1).get("properties").get("model").asString();
    }

    private static List<String> with(String... more) {
        return Stream.concat(HEAD.stream(), Stream.of(more)).toList();
    }
}
