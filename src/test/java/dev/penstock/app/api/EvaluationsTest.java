package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Datasets, evaluation types and evaluations through the management API, over calls that were really made. */
class EvaluationsTest {
    private static final String BASE = "/accounts/default/ai-gateway";
    private static final String GATEWAY = BASE + "/gateways/default";
    private static final String DATASETS = GATEWAY + "/datasets";
    private static final String EVALUATIONS = GATEWAY + "/evaluations";
    private static final String ALL_TYPES = "[\"cost\",\"speed\",\"human_feedback\"]";

    private static FakeProvider fake;
    private static RunningGateway gateway;
    private static ApiClient admin;

    @BeforeAll
    static void start() throws Exception {
        fake = FakeProvider.start();
        gateway = RunningGateway.with("openai", fake.origin() + "/v1");
        admin = ApiClient.of(gateway);
        admin.post("/accounts", "{\"name\":\"acme\"}");
        for (int i = 0; i < 3; i++) {
            fake.enqueue(
                    Script.json(
                            200,
                            "{\"model\":\"gpt-4o-mini\",\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}}"));
            call();
        }
        assertThat(gateway.awaitRows(3, row -> row.costNano() != null)).hasSize(3);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        fake.close();
    }

    @Test
    void types_are_listed_in_the_order_asked_for() {
        JsonNode list = admin.get(BASE + "/evaluation-types?order_by=id&order_by_direction=desc")
                .json();
        assertThat(list.get("result").valueStream().map(type -> type.get("id").asString()))
                .containsExactly("speed", "human_feedback", "cost");
        assertThat(list.get("result").get(0).propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "name", "type", "description", "enable", "mandatory", "created_at", "modified_at");
        assertThat(list.get("result_info").get("total_count").asInt()).isEqualTo(3);
        assertThat(admin.get(BASE + "/evaluation-types?order_by=colour").status())
                .isEqualTo(400);
    }

    @Test
    void a_dataset_is_made_found_replaced_and_removed() {
        JsonNode dataset = dataset("cheap ones", "[{\"key\":\"cost\",\"operator\":\"lt\",\"value\":[0.5]}]");
        assertThat(dataset.propertyNames())
                .contains("id", "created_at", "enable", "filters", "gateway_id", "modified_at", "name");
        String one = DATASETS + "/" + dataset.get("id").asString();
        assertThat(admin.get(one).result()).isEqualTo(dataset);
        assertThat(admin.get(DATASETS + "?search=CHEAP").result()).contains(dataset);
        assertThat(admin.get(DATASETS + "?search=%22cost%22").result()).contains(dataset);
        assertThat(admin.get(DATASETS + "?name=cheap").result()).isEmpty();
        assertThat(admin.get(DATASETS + "?name=cheap%20ones&enable=true").result())
                .hasSize(1);
        assertThat(admin.get(DATASETS + "?enable=false").result()).isEmpty();
        JsonNode after = admin.put(
                        one, "{\"name\":\"off\",\"enable\":false,\"filters\":[],\"id\":\"x\",\"gateway_id\":\"y\"}")
                .result();
        assertThat(after.get("id")).isEqualTo(dataset.get("id"));
        assertThat(after.get("gateway_id").asString()).isEqualTo("default");
        assertThat(after.get("enable").asBoolean()).isFalse();
        assertError(evaluation("x", after.get("id").asString(), ALL_TYPES), "dataset_ids", "0");
        assertThat(admin.delete(one).result()).isEqualTo(after);
        assertThat(admin.get(one).status()).isEqualTo(404);
    }

    @Test
    void filters_are_checked() {
        assertFilter("{\"key\":\"colour\",\"operator\":\"eq\",\"value\":[1]}", "key");
        assertFilter("{\"key\":\"model\",\"operator\":\"neq\",\"value\":[\"a\"]}", "operator");
        assertFilter("{\"key\":\"model\",\"operator\":\"lt\",\"value\":[\"a\"]}", "operator");
        assertFilter("{\"key\":\"model\",\"operator\":\"eq\",\"value\":[1]}", "value");
        assertFilter("{\"key\":\"model\",\"operator\":\"eq\",\"value\":[]}", "value");
        assertFilter("{\"key\":\"success\",\"operator\":\"gt\",\"value\":[true]}", "operator");
        assertFilter("{\"key\":\"success\",\"operator\":\"eq\",\"value\":[7]}", "value");
        assertFilter("{\"key\":\"cost\",\"operator\":\"contains\",\"value\":[1]}", "operator");
        assertFilter("{\"key\":\"cost\",\"operator\":\"lt\",\"value\":[1,2]}", "value");
        assertFilter("{\"key\":\"created_at\",\"operator\":\"gt\",\"value\":[\"yesterday\"]}", "value");
        assertFilter("{\"key\":\"feedback\",\"operator\":\"eq\",\"value\":[3]}", "value");
        assertError(admin.post(DATASETS, "{\"filters\":[],\"enable\":true}"), "name");
        assertError(admin.post(DATASETS, "{\"name\":\"x\",\"filters\":[]}"), "enable");
        assertError(admin.post(DATASETS, "{\"name\":\"x\",\"enable\":true}"), "filters");
    }

    @Test
    void an_evaluation_is_computed_over_the_log_each_entry_once() {
        JsonNode all = dataset("all", "[]");
        JsonNode some = dataset(
                "some",
                "[{\"key\":\"provider\",\"operator\":\"eq\",\"value\":[\"openai\"]},{\"key\":\"model\",\"operator\":\"contains\",\"value\":[\"MINI\"]},"
                        + "{\"key\":\"tokens\",\"operator\":\"gt\",\"value\":[1099]},{\"key\":\"success\",\"operator\":\"eq\",\"value\":[true]},"
                        + "{\"key\":\"created_at\",\"operator\":\"gt\",\"value\":[\"2020-01-01T00:00:00Z\"]}]");
        String ids = all.get("id").asString() + "\",\"" + some.get("id").asString();
        JsonNode made = evaluation("both", ids, ALL_TYPES).result();
        assertThat(made.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "gateway_id",
                        "created_at",
                        "modified_at",
                        "processed",
                        "total_logs",
                        "datasets",
                        "results");
        assertThat(made.get("results").get(0).propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "evaluation_id",
                        "evaluation_type_id",
                        "result",
                        "status",
                        "status_description",
                        "total_logs",
                        "created_at",
                        "modified_at");
        assertThat(made.get("datasets")).hasSize(2);
        JsonNode done = processed(made);
        assertThat(done.get("total_logs").asInt()).isEqualTo(3);
        JsonNode cost = done.get("results").get(0);
        assertThat(new BigDecimal(cost.get("result").asString())).isPositive();
        assertThat(cost.get("total_logs").asInt()).isEqualTo(3);
        assertThat(cost.get("status").asInt()).isEqualTo(2);
        assertThat(new BigDecimal(done.get("results").get(1).get("result").asString()))
                .isPositive();
        JsonNode feedback = done.get("results").get(2);
        assertThat(feedback.get("result").asString()).isEmpty();
        assertThat(feedback.get("total_logs").asInt()).isZero();
        assertThat(feedback.get("status_description").asString()).isEqualTo("None of the 3 logs has what this needs");
        assertThat(admin.get(EVALUATIONS + "?processed=true&name=both").result())
                .contains(done);
        assertThat(admin.get(EVALUATIONS + "?search=BOT").result()).contains(done);
        assertThat(admin.get(EVALUATIONS + "?processed=false&name=both").result())
                .isEmpty();

        admin.delete(DATASETS + "/" + all.get("id").asString());
        String one = EVALUATIONS + "/" + made.get("id").asString();
        assertThat(admin.get(one).result().get("datasets")).hasSize(2);
        assertThat(admin.delete(one).result()).isEqualTo(done);
        assertThat(admin.get(one).status()).isEqualTo(404);
    }

    @Test
    void a_dataset_that_fits_nothing_gives_nothing() {
        JsonNode none = dataset("none", "[{\"key\":\"cached\",\"operator\":\"eq\",\"value\":[true]}]");
        JsonNode done = processed(
                evaluation("nothing", none.get("id").asString(), "[\"speed\"]").result());
        assertThat(done.get("total_logs").asInt()).isZero();
        assertThat(done.get("results")).hasSize(1);
    }

    @Test
    void what_an_evaluation_names_must_exist_here() {
        String id = dataset("named", "[]").get("id").asString();
        assertError(evaluation("x", "nothing", ALL_TYPES), "dataset_ids", "0");
        assertError(evaluation("x", id + "\",\"" + id, ALL_TYPES), "dataset_ids", "1");
        assertError(evaluation("x", id, "[\"cost\",\"cost\"]"), "evaluation_type_ids", "1");
        assertError(evaluation("x", id, "[\"judge\"]"), "evaluation_type_ids", "0");
        assertError(evaluation("x", id, "[]"), "evaluation_type_ids");
        assertError(evaluation("", id, ALL_TYPES), "name");
    }

    @Test
    void what_belongs_to_others_is_absent_with_the_same_answer() {
        String dataset = dataset("mine", "[]").get("id").asString();
        String evaluation =
                evaluation("mine", dataset, "[\"cost\"]").result().get("id").asString();
        String absent = admin.get(DATASETS + "/nothing").text();
        String other = "/accounts/acme/ai-gateway/gateways/default";
        String body = "{\"name\":\"x\",\"enable\":true,\"filters\":[]}";
        for (ApiClient.Reply reply : List.of(
                admin.get(other + "/datasets/" + dataset),
                admin.put(other + "/datasets/" + dataset, body),
                admin.delete(other + "/datasets/" + dataset),
                admin.get(other + "/evaluations/" + evaluation),
                admin.delete(other + "/evaluations/" + evaluation))) {
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.text()).isEqualTo(absent);
        }
        String foreign = "{\"name\":\"x\",\"dataset_ids\":[\"" + dataset + "\"],\"evaluation_type_ids\":[\"cost\"]}";
        assertError(admin.post(other + "/evaluations", foreign), "dataset_ids", "0");
    }

    private static void assertFilter(String filter, String field) {
        assertError(
                admin.post(DATASETS, "{\"name\":\"x\",\"enable\":true,\"filters\":[" + filter + "]}"),
                "filters",
                "0",
                field);
    }

    private static void assertError(ApiClient.Reply reply, String... path) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.json()
                        .get("errors")
                        .get(0)
                        .get("path")
                        .valueStream()
                        .map(JsonNode::asString)
                        .skip(1))
                .as(reply.text())
                .containsExactly(path);
    }

    private static JsonNode processed(JsonNode evaluation) {
        String one = EVALUATIONS + "/" + evaluation.get("id").asString();
        return Await.value("the evaluation is computed", Duration.ofSeconds(20), () -> {
            JsonNode now = admin.get(one).result();
            return now.get("processed").asBoolean() ? Optional.of(now) : Optional.empty();
        });
    }

    private static JsonNode dataset(String name, String filters) {
        return admin.post(DATASETS, "{\"name\":\"" + name + "\",\"enable\":true,\"filters\":" + filters + "}")
                .result();
    }

    private static ApiClient.Reply evaluation(String name, String datasets, String types) {
        return admin.post(
                EVALUATIONS,
                "{\"name\":\"" + name + "\",\"dataset_ids\":[\"" + datasets + "\"],\"evaluation_type_ids\":" + types
                        + "}");
    }

    private static void call() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/openai/chat/completions"))
                .header("authorization", "Bearer sk-none")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"gpt-4o-mini\",\"messages\":[]}"))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        }
    }
}
