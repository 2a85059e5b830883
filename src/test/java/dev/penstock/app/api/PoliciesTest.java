package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.RunningGateway;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Policies through the management API: drafts, commit, partial changes, simulation, tenancy. */
class PoliciesTest {
    private static final String GATEWAYS = "/accounts/default/ai-gateway/gateways/";
    private static final String POLICIES = GATEWAYS + "one/policies";
    private static final String CAP =
            "{\"name\":\"cap\",\"actor\":\"user:{cf.user.id}\",\"resource\":\"*\",\"condition\":\"true\","
                    + "\"action\":{\"type\":\"limit\",\"amount\":10.5,\"period\":\"daily\"}}";
    private static final String CALL = "{\"identity\":{\"cf\":{\"user\":{\"id\":\"u1\",\"groups\":[\"eng\"]}}},"
            + "\"model\":\"gpt-4o\",\"provider\":\"openai\"";

    private RunningGateway gateway;
    private ApiClient admin;

    @BeforeEach
    void start() {
        gateway = RunningGateway.of("gateways: [{id: one}, {id: two}]\n");
        admin = ApiClient.of(gateway);
        admin.post("/accounts", "{\"name\":\"acme\"}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void a_draft_acts_once_it_is_committed() {
        JsonNode drafted = admin.post(POLICIES, CAP).json();
        assertThat(drafted.propertyNames()).containsExactlyInAnyOrder("success", "result", "committed");
        assertThat(drafted.get("committed").asBoolean()).isFalse();
        JsonNode policy = drafted.get("result");
        assertThat(policy.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "actor",
                        "resource",
                        "condition",
                        "action",
                        "created_at",
                        "updated_at",
                        "staging");
        assertThat(policy.get("created_at").asLong()).isBetween(1_700_000_000L, 10_000_000_000L);
        assertThat(admin.get(POLICIES).result()).isEmpty();
        assertThat(admin.get(POLICIES + "?includeStaging=true")
                        .result()
                        .get(0)
                        .get("staging")
                        .asBoolean())
                .isTrue();
        assertThat(admin.get(one(policy)).result().get("uncommitted").asBoolean())
                .isTrue();
        assertThat(simulated("}").get("policiesEvaluated").asInt()).isZero();

        JsonNode committed = admin.post(POLICIES + "/commit", "").result();
        assertThat(committed.get("committed").asInt()).isEqualTo(1);
        assertThat(committed.get("failed").asInt()).isZero();
        assertThat(committed.get("policies")).hasSize(1);
        assertThat(admin.get(POLICIES).result()).hasSize(1);
        assertThat(admin.get(one(policy)).result().has("uncommitted")).isFalse();
        assertThat(admin.post(POLICIES + "/commit", "")
                        .result()
                        .get("committed")
                        .asInt())
                .isZero();
    }

    @Test
    void a_policy_can_be_committed_at_once_and_changed_in_part() {
        JsonNode made = admin.post(POLICIES + "?commit=true", CAP).json();
        assertThat(made.get("committed").asBoolean()).isTrue();
        String one = one(made.get("result"));
        JsonNode answer = admin.put(one, "{\"condition\":\"metadata.team == 'a'\",\"id\":\"x\",\"created_at\":1}")
                .json();
        assertThat(answer.propertyNames()).containsExactlyInAnyOrder("success", "committed");
        assertThat(answer.get("committed").asBoolean()).isFalse();
        assertThat(admin.get(one).result().get("condition").asString()).isEqualTo("true");
        assertThat(admin.get(one).result().get("uncommitted").asBoolean()).isTrue();
        assertThat(admin.get(one + "?includeStaging=true")
                        .result()
                        .get("condition")
                        .asString())
                .isEqualTo("metadata.team == 'a'");
        assertThat(admin.put(one + "?commit=true", "{\"name\":\"renamed\"}")
                        .json()
                        .get("committed")
                        .asBoolean())
                .isTrue();
        JsonNode after = admin.get(one).result();
        assertThat(after.get("name").asString()).isEqualTo("renamed");
        assertThat(after.get("condition").asString()).isEqualTo("metadata.team == 'a'");
        assertThat(after.get("id")).isEqualTo(made.get("result").get("id"));
        assertThat(admin.delete(one).result().get("name").asString()).isEqualTo("renamed");
        assertThat(admin.get(one).status()).isEqualTo(404);
    }

    @Test
    void a_draft_that_was_never_committed_cannot_be_changed_in_part() {
        JsonNode draft = admin.post(POLICIES, CAP).json().get("result");
        assertThat(admin.put(one(draft), "{\"name\":\"x\"}").status()).isEqualTo(409);
        assertThat(admin.delete(one(draft)).status()).isEqualTo(200);
    }

    @Test
    void mistakes_are_told_with_path_place_and_what_was_expected() {
        assertError(
                CAP.replace("\"true\"", "\"cf.user.id ==\""),
                "condition",
                "Expected a value, found the end at line 1, column 14");
        assertError(CAP.replace("\"true\"", "\"1 + 1\""), "condition", "A condition must be true or false");
        assertError(CAP.replace("\"true\"", "\"lower('a') == 'a'\""), "condition", "Unknown function 'lower'");
        assertError(CAP.replace("10.5", "-1"), "action", "'amount' must be a number of US dollars above 0");
        assertError(CAP.replace("cf.user.id", "cf.user.name"), "actor", "'actor' names '{cf.user.name}'");
        assertError(CAP.replace("\"*\"", "{\"model\":\"gpt\"}"), "resource", "must be written as provider/model");
        assertThat(admin.post(POLICIES, "{}").json().get("errors")).hasSizeGreaterThan(3);
        assertThat(admin.get(POLICIES + "?includeStaging=true").result()).isEmpty();
    }

    @Test
    void simulation_follows_the_order_of_evaluation() {
        assertThat(simulated("}").get("evaluation").get("decision").asString()).isEqualTo("no-limit");
        admin.post(POLICIES + "?commit=true", CAP);
        JsonNode under = simulated(",\"bucketUsage\":{\"cap\":{\"spent\":10.49}}}");
        assertThat(under.get("evaluation").get("decision").asString()).isEqualTo("check_limits");
        assertThat(under.get("evaluation").get("buckets").get(0).get("id").asString())
                .isEqualTo("user:u1|*");
        assertThat(under.get("enforcement").get("allowed").asBoolean()).isTrue();
        JsonNode over =
                simulated(",\"bucketUsage\":{\"cap\":{\"spent\":10.5}}}").get("enforcement");
        assertThat(over.propertyNames())
                .containsExactlyInAnyOrder("allowed", "reason", "bucket", "spent", "limit", "policyName");
        assertThat(over.get("reason").asString()).isEqualTo("limit_exceeded");
        assertThat(over.get("limit").decimalValue()).isEqualByComparingTo("10.5");
        String block = CAP.replace("\"true\"", "\"'eng' in cf.user.groups\"")
                .replace("{\"type\":\"limit\",\"amount\":10.5,\"period\":\"daily\"}", "{\"type\":\"block\"}")
                .replace("\"cap\"", "\"stop\"");
        admin.post(POLICIES, block);
        assertThat(simulated("}").get("evaluation").get("decision").asString()).isEqualTo("check_limits");
        JsonNode drafts = admin.post(POLICIES + "/simulate?includeStaging=true", CALL + "}")
                .result();
        assertThat(drafts.get("evaluation").get("decision").asString()).isEqualTo("block");
        assertThat(drafts.get("enforcement").get("policyName").asString()).isEqualTo("stop");
        assertThat(drafts.get("policiesEvaluated").asInt()).isEqualTo(2);
        assertThat(admin.post(POLICIES + "/simulate", "{}").json().get("errors"))
                .hasSize(3);
    }

    @Test
    void what_belongs_to_others_is_absent_with_the_same_answer() {
        String id = admin.post(POLICIES + "?commit=true", CAP)
                .json()
                .get("result")
                .get("id")
                .asString();
        String absent = admin.get(POLICIES + "/nothing").text();
        for (String place :
                List.of(GATEWAYS + "two/policies/", "/accounts/acme/ai-gateway/gateways/default/policies/")) {
            for (ApiClient.Reply reply : List.of(
                    admin.get(place + id), admin.put(place + id, "{\"name\":\"x\"}"), admin.delete(place + id))) {
                assertThat(reply.status()).isEqualTo(404);
                assertThat(reply.text()).isEqualTo(absent);
            }
        }
        assertThat(admin.get(GATEWAYS + "two/policies").result()).isEmpty();
        assertThat(admin.get(POLICIES).result()).hasSize(1);
    }

    @Test
    void policies_of_a_gateway_are_bounded() {
        for (int i = 0; i < 100; i++) {
            admin.post(POLICIES, CAP);
        }
        assertThat(admin.post(POLICIES, CAP).status()).isEqualTo(409);
        assertThat(admin.post(POLICIES + "/commit", "")
                        .result()
                        .get("committed")
                        .asInt())
                .isEqualTo(100);
    }

    private JsonNode simulated(String rest) {
        return admin.post(POLICIES + "/simulate", CALL + rest).result();
    }

    private void assertError(String body, String field, String message) {
        ApiClient.Reply reply = admin.post(POLICIES, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        JsonNode error = reply.json().get("errors").get(0);
        assertThat(error.get("path").get(1).asString()).isEqualTo(field);
        assertThat(error.get("message").asString()).contains(message);
    }

    private static String one(JsonNode policy) {
        return POLICIES + "/" + policy.get("id").asString();
    }
}
