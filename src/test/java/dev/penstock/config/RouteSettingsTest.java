package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.DeclaredRoute;
import dev.penstock.json.JsonTree;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteSettingsTest {
    private static final String FILE = """
            gateways:
              - id: shop
                routes:
                  - name: chat
                    elements:
                      - {id: s, type: start, outputs: {next: {elementId: c}}}
                      - id: c
                        type: conditional
                        properties:
                          conditions: {$or: [{metadata.plan: free}, {body.max_tokens: {$gt: 1000.5}}, {body.stream: true}]}
                        outputs: {true: {elementId: p}, false: {elementId: m}}
                      - id: p
                        type: percentage
                        outputs: {10%: {elementId: m}, else: {elementId: e}}
                      - id: m
                        type: model
                        properties: {provider: openai, model: gpt-4o, timeout: 30000}
                        outputs: {success: {elementId: e}}
                      - {id: e, type: end, outputs: {}}
            """;

    @Test
    void a_route_is_declared_in_the_words_of_the_api() {
        List<DeclaredRoute> routes = Reads.settings(FILE).gateways().getFirst().routes();
        assertThat(routes).hasSize(1);
        assertThat(routes.getFirst().name()).isEqualTo("chat");
        assertThat(JsonTree.read(routes.getFirst().elements())).isEqualTo(JsonTree.read("""
                [{"id":"s","type":"start","outputs":{"next":{"elementId":"c"}}},
                {"id":"c","type":"conditional","properties":{"conditions":{"$or":[{"metadata.plan":"free"},
                {"body.max_tokens":{"$gt":1000.5}},{"body.stream":true}]}},
                "outputs":{"true":{"elementId":"p"},"false":{"elementId":"m"}}},
                {"id":"p","type":"percentage","outputs":{"10%":{"elementId":"m"},"else":{"elementId":"e"}}},
                {"id":"m","type":"model","properties":{"provider":"openai","model":"gpt-4o","timeout":30000},
                "outputs":{"success":{"elementId":"e"}}},{"id":"e","type":"end","outputs":{}}]"""));
    }

    @Test
    void a_gateway_without_routes_has_none() {
        assertThat(Reads.settings("gateways: [{id: shop}]")
                        .gateways()
                        .getFirst()
                        .routes())
                .isEmpty();
    }

    @Test
    void a_mistake_is_told_with_its_line_and_its_element() {
        assertThat(Reads.problems(FILE.replace("provider: openai", "provider: opnai")))
                .singleElement()
                .asString()
                .startsWith("penstock.yaml line 17: 'gateways[0].routes[0].elements.3.properties.provider'")
                .contains("Element 'm'", "there is no provider 'opnai'");
        assertThat(Reads.problems(FILE.replace("false: {elementId: m}", "false: {elementId: x}")))
                .singleElement()
                .asString()
                .startsWith("penstock.yaml line 11: ")
                .contains("Element 'c'", "leads to 'x'");
        assertThat(Reads.problems(FILE.replace("timeout: 30000", "timeout: 0x1F")))
                .singleElement()
                .asString()
                .contains("line 17", "number");
        assertThat(Reads.problems(FILE.replace(", outputs: {next: {elementId: c}}", "")))
                .singleElement()
                .asString()
                .contains("line 6", "Element 's'", "'next' is missing");
    }

    @Test
    void names_are_checked_and_given_once() {
        String route =
                "{name: chat, elements: [{id: s, type: start, outputs: {next: {elementId: e}}}, {id: e, type: end,"
                        + " outputs: {}}]}";
        assertThat(Reads.problems("gateways: [{id: a, routes: [" + route + ", " + route + "]}]"))
                .singleElement()
                .asString()
                .contains("gateways[0].routes[1].name", "'chat'");
        assertThat(Reads.problems("gateways: [{id: a, routes: [" + route + "]}, {id: b, routes: [" + route + "]}]"))
                .isEmpty();
        assertThat(Reads.problems("gateways: [{id: a, routes: [" + route.replace("chat", "dynamic/chat") + "]}]"))
                .singleElement()
                .asString()
                .contains("gateways[0].routes[0].name", "1 to 64");
        assertThat(Reads.problems("gateways: [{id: a, routes: [{name: chat, elements: {}}]}]"))
                .singleElement()
                .asString()
                .contains("elements", "a list of elements");
    }

    @Test
    void routes_are_no_part_of_a_gateway_that_is_made_while_running() {
        JsonTree body = JsonTree.read("{\"id\":\"a\",\"cache_invalidate_on_update\":false,\"cache_ttl\":0,"
                + "\"collect_logs\":true,\"rate_limiting_interval\":0,\"rate_limiting_limit\":0,\"routes\":[]}");
        assertThat(GatewayBody.read(body))
                .isInstanceOfSatisfying(
                        GatewayBody.Result.Bad.class,
                        bad -> assertThat(bad.faults().toString()).contains("unknown key 'routes'"));
    }
}
