package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.RunningGateway;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Numbered changes: what each was, what differs, and the way back. */
class RevisionsTest {
    private static final String PATH = "/accounts/default/ai-gateway";
    private static final String FIVE = "\"cache_invalidate_on_update\":false,\"collect_logs\":true,"
            + "\"rate_limiting_interval\":0,\"rate_limiting_limit\":0";

    private static String body(String id, int ttl) {
        return "{\"id\":\"" + id + "\",\"cache_ttl\":" + ttl + "," + FIVE + "}";
    }

    @Test
    void each_change_has_a_number_an_actor_and_what_was_before_and_after() {
        try (RunningGateway gateway = RunningGateway.of("gateways:\n  - id: filed\n    cache_ttl: 1\n")) {
            ApiClient admin = ApiClient.of(gateway);
            admin.post(PATH + "/gateways", body("g1", 5)).result();
            long made = gateway.penstock().revision();
            admin.put(PATH + "/gateways/g1", body("g1", 6)).result();

            JsonNode list = admin.get(PATH + "/revisions").result();
            assertThat(list.valueStream().map(one -> one.get("action").asString()))
                    .containsExactly("gateway updated", "gateway created", "configuration file taken");
            assertThat(list.get(0).at("/actor/name").asString()).isEqualTo("test");
            assertThat(list.get(2).at("/actor/id").asString()).isEqualTo("file");
            assertThat(list.get(2).at("/changes/0/id").asString()).isEqualTo("filed");
            assertThat(admin.get(PATH + "/revisions?per_page=1")
                            .json()
                            .at("/result_info/next_before")
                            .asLong())
                    .isEqualTo(made + 1);

            JsonNode change =
                    admin.get(PATH + "/revisions/" + (made + 1)).result().at("/changes/0");
            assertThat(change.at("/before/cache_ttl").asInt()).isEqualTo(5);
            assertThat(change.at("/after/cache_ttl").asInt()).isEqualTo(6);
            JsonNode diff =
                    admin.get(PATH + "/revisions/" + (made + 1) + "/diff").result();
            assertThat(diff.at("/objects").toString())
                    .isEqualTo("[{\"kind\":\"gateway\",\"gateway_id\":\"\",\"id\":\"g1\","
                            + "\"fields\":[{\"field\":\"cache_ttl\",\"from\":5,\"to\":6}]}]");
            assertThat(admin.get(PATH + "/revisions/" + made + "/diff?against=" + made)
                            .result()
                            .get("objects"))
                    .isEmpty();
            assertThat(admin.get(PATH + "/revisions/99").status()).isEqualTo(404);
            assertThat(admin.get(PATH + "/revisions/99/diff").status()).isEqualTo(404);
        }
    }

    @Test
    void a_file_that_says_something_new_is_a_revision_and_one_that_does_not_is_none() {
        try (RunningGateway gateway = RunningGateway.of("gateways:\n  - id: filed\n")) {
            long first = gateway.penstock().revision();
            gateway.reload("# the same\ngateways:\n  - id: filed\n");
            assertThat(gateway.penstock().revision()).isEqualTo(first);

            gateway.reload("gateways:\n  - id: filed\n    zdr: true\n");

            assertThat(gateway.penstock().revision()).isEqualTo(first + 1);
            JsonNode diff = ApiClient.of(gateway)
                    .get(PATH + "/revisions/" + (first + 1) + "/diff")
                    .result();
            assertThat(diff.at("/objects/0/fields").toString())
                    .isEqualTo("[{\"field\":\"zdr\",\"from\":false,\"to\":true}]");
        }
    }

    @Test
    void a_rollback_is_a_new_revision_that_touches_neither_tokens_nor_other_accounts() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);
            admin.post(PATH + "/gateways", body("stays", 1)).result();
            admin.post(PATH + "/gateways", body("goes", 1)).result();
            admin.post(PATH + "/gateways/stays/custom-domains", "{\"domain\":\"ai.example.com\",\"zone_id\":\"z\"}")
                    .result();
            long then = gateway.penstock().revision();
            admin.put(PATH + "/gateways/stays", body("stays", 2)).result();
            admin.delete(PATH + "/gateways/goes").result();
            admin.post(PATH + "/gateways", body("new", 1)).result();
            admin.post("/accounts", "{\"name\":\"other\"}").result();
            admin.post("/accounts/other/ai-gateway/gateways", body("theirs", 1)).result();

            JsonNode done =
                    admin.post(PATH + "/revisions/" + then + "/rollback", "{}").result();

            assertThat(done.get("number").asLong()).isEqualTo(gateway.penstock().revision());
            assertThat(done.get("changes").asInt()).isEqualTo(3);
            assertThat(ids(admin.get(PATH + "/gateways"))).containsExactly("default", "goes", "stays");
            assertThat(admin.get(PATH + "/gateways/stays")
                            .result()
                            .get("cache_ttl")
                            .asInt())
                    .isEqualTo(1);
            assertThat(ids(admin.get("/accounts/other/ai-gateway/gateways"))).containsExactly("default", "theirs");
            assertThat(admin.get(PATH + "/revisions")
                            .result()
                            .get(0)
                            .get("action")
                            .asString())
                    .isEqualTo("rolled back to " + then);
            assertThat(admin.post(PATH + "/revisions/" + then + "/rollback", "{}")
                            .result()
                            .get("changes")
                            .asInt())
                    .isZero();
        }
    }

    @Test
    void a_rollback_that_clashes_with_the_file_changes_nothing_and_says_why() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);
            admin.post(PATH + "/gateways", body("g1", 5)).result();
            long then = gateway.penstock().revision();
            gateway.reload("gateways:\n  - id: g1\n");
            long now = gateway.penstock().revision();

            ApiClient.Reply refused = admin.post(PATH + "/revisions/" + then + "/rollback", "{}");

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text()).contains("The gateway 'g1' is declared in penstock.yaml now");
            assertThat(gateway.penstock().revision()).isEqualTo(now);
        }
    }

    private static List<String> ids(ApiClient.Reply reply) {
        return reply.result().valueStream().map(one -> one.get("id").asString()).toList();
    }
}
