package dev.penstock.app.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which route a call takes, from the moment the management API has answered. */
class RoutesInForceTest {
    private static final String ROUTES = "/accounts/default/ai-gateway/gateways/shop/routes";
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static FakeProvider openai;
    private static RunningGateway gateway;
    private static ApiClient admin;

    @BeforeAll
    static void start() {
        openai = FakeProvider.start().answering(request -> {
            String model = JSON.readTree(request.body()).path("model").asString();
            return Script.json(
                    200,
                    "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"" + model
                            + "\",\"choices\":[{\"index\":0,"
                            + "\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
                            + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}");
        });
        gateway = RunningGateway.of("providers: {openai: {base_url: '" + openai.origin() + "/v1'}}\n"
                + "gateways: [{id: shop, authentication: false, routes: [{name: declared, elements: "
                + elements("of-the-file") + "}]}]\n");
        admin = ApiClient.of(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        openai.close();
    }

    private static String elements(String model) {
        return route(model("m", model, "e"), "m");
    }

    private static String route(String elements, String first) {
        return "[{\"id\":\"s\",\"type\":\"start\",\"outputs\":{\"next\":{\"elementId\":\"" + first + "\"}}}," + elements
                + ",{\"id\":\"e\",\"type\":\"end\",\"outputs\":{}}]";
    }

    private static String model(String id, String model, String fallback) {
        return "{\"id\":\"" + id + "\",\"type\":\"model\",\"properties\":{\"provider\":\"openai\",\"model\":\"" + model
                + "\",\"timeout\":20000,\"retries\":0},\"outputs\":{\"success\":{\"elementId\":\"e\"},"
                + "\"fallback\":{\"elementId\":\"" + fallback + "\"}}}";
    }

    private static JsonNode make(String name, String elements) {
        ApiClient.Reply made = admin.post(ROUTES, "{\"name\":\"" + name + "\",\"elements\":" + elements + "}");
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        return made.result();
    }

    private record Answer(int status, String model, String text) {}

    private static Answer call(String route, Map<String, String> headers, String user) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(gateway.url("shop") + "/compat/chat/completions"))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .header("authorization", "Bearer sk-a-made-up-key")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"dynamic/" + route + "\",\"user\":\"" + user
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("cf-aig-model").orElse(""),
                    response.body());
        } catch (IOException e) {
            return new Answer(0, "", e.toString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String modelOf(String route) {
        Answer answer = call(route, Map.of(), "a");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.model();
    }

    @Test
    void versions_act_from_the_answer_of_their_deployment_and_no_call_is_dropped_meanwhile() throws Exception {
        JsonNode route = make("live", elements("first"));
        String one = ROUTES + "/" + route.get("id").asString();
        String first = route.get("version").get("version_id").asString();
        String second = admin.post(one + "/versions", "{\"elements\":" + elements("second") + "}")
                .result()
                .get("version")
                .get("version_id")
                .asString();
        assertThat(modelOf("live")).as("saved, not deployed").isEqualTo("first");
        AtomicBoolean ended = new AtomicBoolean();
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(Thread.ofVirtual().start(() -> {
                while (!ended.get()) {
                    answers.add(call("live", Map.of(), "a"));
                }
            }));
        }
        for (int i = 0; i < 8; i++) {
            String version = i % 2 == 0 ? second : first;
            assertThat(admin.post(one + "/deployments", "{\"version_id\":\"" + version + "\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(modelOf("live")).isEqualTo(i % 2 == 0 ? "second" : "first");
        }
        ended.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(answers)
                .isNotEmpty()
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.text()).isEqualTo(200));
        assertThat(answers).extracting(Answer::model).contains("first", "second");
    }

    @Test
    void a_route_is_gone_when_it_is_deleted_and_follows_its_name() {
        JsonNode route = make("before", elements("m"));
        assertThat(modelOf("before")).isEqualTo("m");
        String one = ROUTES + "/" + route.get("id").asString();
        admin.patch(one, "{\"name\":\"after\"}");
        assertThat(modelOf("after")).isEqualTo("m");
        assertThat(call("before", Map.of(), "a").status()).isEqualTo(404);
        admin.delete(one);
        assertThat(call("after", Map.of(), "a").status()).isEqualTo(404);
    }

    @Test
    void a_name_of_the_file_is_the_files() {
        assertThat(modelOf("declared")).isEqualTo("of-the-file");
        ApiClient.Reply taken =
                admin.post(ROUTES, "{\"name\":\"declared\",\"elements\":" + elements("of-the-api") + "}");
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.text()).contains("settings file");
        JsonNode other = make("other", elements("m"));
        assertThat(admin.patch(ROUTES + "/" + other.get("id").asString(), "{\"name\":\"declared\"}")
                        .status())
                .isEqualTo(409);
        assertThat(modelOf("declared")).isEqualTo("of-the-file");
    }

    @Test
    void quotas_count_for_each_value_of_metadata_headers_and_the_body() {
        quota("by-metadata", "count", "metadata.user", "2");
        quota("by-header", "count", "headers.x-team", "2");
        quota("by-body", "count", "body.user", "2");
        for (String user : List.of("a", "b")) {
            for (int i = 0; i < 3; i++) {
                String expected = i < 2 ? "gpt-4o" : "gpt-4o-mini";
                Map<String, String> metadata = Map.of("cf-aig-metadata", "{\"user\":\"" + user + "\"}");
                assertThat(call("by-metadata", metadata, "").model()).isEqualTo(expected);
                assertThat(call("by-header", Map.of("x-team", user), "").model())
                        .isEqualTo(expected);
                assertThat(call("by-body", Map.of(), user).model()).isEqualTo(expected);
            }
        }
        assertThat(call("by-metadata", Map.of(), "").model())
                .as("a call without the key passes")
                .isEqualTo("gpt-4o");
    }

    @Test
    void quotas_of_money_settle_with_what_calls_cost() {
        for (String key : List.of("metadata.user", "headers.x-team", "body.user")) {
            String name = "cost-" + key.replace('.', '-');
            quota(name, "cost", key, "1");
            Map<String, String> spent = Map.of(
                    "cf-aig-metadata", "{\"user\":\"a\"}", "x-team", "a", "cf-aig-custom-cost", "{\"total_cost\":0.4}");
            for (int i = 0; i < 2; i++) {
                assertThat(call(name, spent, "a").model()).isEqualTo("gpt-4o");
            }
            Await.until(
                    "0.4 each, until nothing is left",
                    Duration.ofSeconds(20),
                    () -> call(name, spent, "a").model().equals("gpt-4o-mini"));
            Map<String, String> other = Map.of("cf-aig-metadata", "{\"user\":\"b\"}", "x-team", "b");
            assertThat(call(name, other, "b").model()).isEqualTo("gpt-4o");
        }
    }

    private static void quota(String name, String type, String key, String limit) {
        String rate = "{\"id\":\"q\",\"type\":\"rate\",\"properties\":{\"limitType\":\"" + type + "\",\"key\":\"" + key
                + "\",\"limit\":" + limit + ",\"window\":86400},\"outputs\":{\"success\":{\"elementId\":\"l\"},"
                + "\"fallback\":{\"elementId\":\"x\"}}}";
        make(name, route(rate + "," + model("l", "gpt-4o", "x") + "," + model("x", "gpt-4o-mini", "e"), "q"));
    }
}
