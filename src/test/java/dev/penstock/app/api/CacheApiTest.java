package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Kept answers are forgotten when someone says so, and when what they were made by changes. */
class CacheApiTest {
    private static final String GATEWAYS = "/accounts/default/ai-gateway/gateways";
    private static final String REST = "\"collect_logs\":true,\"rate_limiting_interval\":0,\"rate_limiting_limit\":0,"
            + "\"authentication\":false";

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of(yaml());
    private final ApiClient admin = ApiClient.of(gateway);

    @BeforeEach
    void answer() {
        fake.answering(request -> Script.json(200, """
                {"id":"1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,\
                "finish_reason":"stop","message":{"role":"assistant","content":"yes"}}],\
                "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"""));
    }

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void a_purge_forgets_what_it_names_and_says_how_much() {
        keep("shop");
        assertThat(purge("shop", "?model=other")).isZero();
        assertThat(purge("shop", "?provider=openai&tag=team:ops")).isZero();
        assertThat(status("shop")).isEqualTo("HIT");

        assertThat(purge("shop", "?provider=openai&model=gpt-4o&tag=team:eng")).isEqualTo(1);

        assertThat(status("shop")).isEqualTo("MISS");
        assertThat(purge("shop", "")).isEqualTo(1);
    }

    @Test
    void a_purge_of_one_gateway_leaves_the_others() {
        keep("shop");
        keep("plain");

        assertThat(purge("shop", "")).isEqualTo(1);

        assertThat(status("plain")).isEqualTo("HIT");
    }

    @Test
    void a_condition_that_is_not_known_forgets_nothing() {
        keep("shop");

        assertThat(admin.delete(GATEWAYS + "/shop/cache?modle=x").status()).isEqualTo(400);

        assertThat(status("shop")).isEqualTo("HIT");
    }

    @Test
    void the_store_is_shown_to_who_reaches_the_installation() {
        keep("shop");

        JsonNode stats = admin.get("/cache/stats").result();

        assertThat(stats.get("memory_entries").asInt()).isEqualTo(1);
        assertThat(stats.get("memory_limit").asLong()).isPositive();
    }

    @Test
    void a_changed_file_empties_the_gateways_that_say_so() {
        keep("shop");
        keep("plain");

        gateway.reload(yaml().replace("cache_ttl: 600", "cache_ttl: 601"));

        assertThat(status("shop")).isEqualTo("MISS");
        assertThat(status("plain")).isEqualTo("HIT");
    }

    @Test
    void a_put_empties_a_gateway_that_says_so() {
        make("made", true);
        keep("made");

        admin.put(GATEWAYS + "/made", "{\"cache_invalidate_on_update\":true,\"cache_ttl\":601," + REST + "}")
                .result();

        assertThat(status("made")).isEqualTo("MISS");
    }

    @Test
    void a_put_leaves_the_answers_of_a_gateway_that_does_not_say_so() {
        make("made", false);
        keep("made");

        admin.put(GATEWAYS + "/made", "{\"cache_invalidate_on_update\":false,\"cache_ttl\":601," + REST + "}")
                .result();

        assertThat(status("made")).isEqualTo("HIT");
    }

    @Test
    void a_new_gateway_of_a_deleted_ones_name_has_none_of_its_answers() {
        make("made", false);
        keep("made");

        admin.delete(GATEWAYS + "/made").result();
        make("made", false);

        assertThat(status("made")).isEqualTo("MISS");
    }

    private String yaml() {
        return """
                providers: {openai: {base_url: '%s/v1'}}
                gateways:
                  - {id: shop, authentication: false, cache_ttl: 600, cache_invalidate_on_update: true}
                  - {id: plain, authentication: false, cache_ttl: 600}
                """.formatted(fake.origin());
    }

    private void make(String id, boolean invalidates) {
        admin.post(
                        GATEWAYS,
                        "{\"id\":\"" + id + "\",\"cache_invalidate_on_update\":" + invalidates + ",\"cache_ttl\":600,"
                                + REST + "}")
                .result();
    }

    private void keep(String id) {
        assertThat(status(id)).isEqualTo("MISS");
        assertThat(status(id)).isEqualTo("HIT");
    }

    private long purge(String id, String conditions) {
        return admin.delete(GATEWAYS + "/" + id + "/cache" + conditions)
                .result()
                .get("purged")
                .asLong();
    }

    private String status(String id) {
        return RawClient.exchange(
                        gateway.port(),
                        RawRequest.post("/v1/default/" + id + "/openai/chat/completions")
                                .bearer("sk-test")
                                .header("cf-aig-metadata", "{\"team\":\"eng\"}")
                                .json("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}"))
                .header("cf-aig-cache-status")
                .orElse("none");
    }
}
