package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.Penstock;
import dev.penstock.config.ConfigSource;
import dev.penstock.config.Reading;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Gateways by the management API: shapes, bounds, ownership, and that a change is in force with its answer. */
class GatewaysTest {
    private static final String PATH = "/accounts/default/ai-gateway/gateways";
    private static final String FIVE = "\"cache_invalidate_on_update\":false,\"cache_ttl\":0,\"collect_logs\":true,"
            + "\"rate_limiting_interval\":0,\"rate_limiting_limit\":0";

    private static String body(String id, String... more) {
        String rest = more.length == 0 ? "" : "," + String.join(",", more);
        return "{\"id\":\"" + id + "\"," + FIVE + rest + "}";
    }

    private static String change(String... more) {
        return "{" + FIVE + (more.length == 0 ? "" : "," + String.join(",", more)) + "}";
    }

    @Test
    void a_gateway_is_made_shown_listed_changed_and_deleted() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);

            JsonNode made = admin.post(PATH, body("g1", "\"rate_limiting_technique\":\"sliding\""))
                    .result();
            assertThat(made.get("id").asString()).isEqualTo("g1");
            assertThat(made.get("rate_limiting_technique").asString()).isEqualTo("sliding");
            assertThat(made.get("authentication").asBoolean()).isTrue();
            assertThat(made.get("is_default").asBoolean()).isFalse();
            assertThat(made.get("account_id").asString()).isEqualTo("default");
            assertThat(made.get("otel").isNull()).isTrue();
            assertThat(made.get("workers_ai_billing_mode").asString()).isEqualTo("postpaid");
            assertThat(admin.get(PATH + "/g1").result()).isEqualTo(made);
            assertThat(ids(admin.get(PATH))).containsExactly("default", "g1");
            assertThat(ids(admin.get(PATH + "?search=G"))).containsExactly("g1");
            assertThat(ids(admin.get(PATH + "?page=2&per_page=1"))).containsExactly("g1");

            JsonNode changed = admin.put(PATH + "/g1", change("\"zdr\":true")).result();
            assertThat(changed.get("zdr").asBoolean()).isTrue();
            assertThat(changed.get("rate_limiting_technique").asString()).isEqualTo("sliding");
            assertThat(changed.get("created_at")).isEqualTo(made.get("created_at"));
            assertThat(admin.delete(PATH + "/g1").result()).isEqualTo(changed);
            assertThat(admin.get(PATH + "/g1").status()).isEqualTo(404);
            assertThat(admin.delete(PATH + "/g1").status()).isEqualTo(404);
        }
    }

    @Test
    void the_url_of_a_provider_is_told() {
        try (RunningGateway gateway = RunningGateway.of("");
                RunningGateway behind = RunningGateway.of("public_url: https://ai.example.com/\n")) {
            assertThat(ApiClient.of(gateway)
                            .get(PATH + "/default/url/workers-ai")
                            .result()
                            .asString())
                    .isEqualTo("http://127.0.0.1:" + gateway.port() + "/v1/default/default/workers-ai");
            ApiClient admin = ApiClient.of(behind);
            assertThat(admin.get(PATH + "/default/url/openai").result().asString())
                    .isEqualTo("https://ai.example.com/v1/default/default/openai");
            assertThat(admin.get(PATH + "/default/url/a%2Fb").status()).isEqualTo(400);
        }
    }

    @Test
    void everything_wrong_is_told_at_once_with_its_path() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);

            ApiClient.Reply refused = admin.post(
                    PATH,
                    "{\"id\":\"a b\",\"cache_ttl\":-1,\"collect_logs\":null,\"rate_limiting_interval\":\"7\","
                            + "\"rate_limiting_limit\":0,\"retry_delay\":60001,\"loging\":true,"
                            + "\"otel\":[{\"url\":\"ftp://x\",\"headers\":{}}]}");

            assertThat(refused.status()).isEqualTo(400);
            assertThat(problems(refused))
                    .contains(
                            "7001 [\"body\",\"cache_ttl\"] 'cache_ttl' is -1; must be a whole number of 0 or more",
                            "7001 [\"body\",\"cache_invalidate_on_update\"] 'cache_invalidate_on_update' is missing;"
                                    + " must be true or false",
                            "7001 [\"body\",\"retry_delay\"] 'retry_delay' is 60001; must be 0 to 60000")
                    .anyMatch(line -> line.startsWith("7001 [\"body\",\"id\"]"))
                    .anyMatch(line -> line.startsWith("7001 [\"body\",\"collect_logs\"]"))
                    .anyMatch(line -> line.startsWith("7001 [\"body\",\"rate_limiting_interval\"]"))
                    .anyMatch(line -> line.startsWith("7001 [\"body\",\"otel\",\"0\",\"url\"]"))
                    .anyMatch(line -> line.startsWith("7001 [\"body\",\"loging\"] unknown key 'loging'"));
            assertThat(admin.post(PATH, "[]").code()).isEqualTo(7001);
            assertThat(admin.put(PATH + "/default", "{}").json().get("errors")).hasSize(5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "log_management,9999",
        "log_management,10000001",
        "retry_max_attempts,0",
        "retry_max_attempts,6",
        "retry_backoff,\"cubic\"",
        "log_management_strategy,\"delete_oldest\"",
        "logpush_public_key,\"short\"",
        "workers_ai_billing_mode,\"free\"",
        "authentication,\"true\"",
        "cache_ttl,1.5",
        "cache_ttl,99999999999999999999",
    })
    void a_value_out_of_its_bounds_is_refused(String field, String value) {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient.Reply refused =
                    ApiClient.of(gateway).put(PATH + "/default", change("\"" + field + "\":" + value));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(problems(refused)).singleElement().asString().contains(field);
        }
    }

    @Test
    void what_a_client_cannot_set_is_left_alone() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);
            JsonNode made = admin.post(PATH, body("g1")).result();

            JsonNode after = admin.put(
                            PATH + "/g1",
                            change(
                                    "\"id\":\"g1\"",
                                    "\"created_at\":\"2001-01-01T00:00:00Z\"",
                                    "\"is_default\":true",
                                    "\"account_id\":\"other\"",
                                    "\"account_tag\":\"other\"",
                                    "\"internal_id\":\"x\"",
                                    "\"wholesale\":true",
                                    "\"declared\":true"))
                    .result();

            for (String field : List.of(
                    "created_at", "is_default", "account_id", "account_tag", "internal_id", "wholesale", "declared")) {
                assertThat(after.get(field)).isEqualTo(made.get(field));
            }
            assertThat(admin.put(PATH + "/g1", change("\"id\":\"g2\"")).status())
                    .isEqualTo(400);
        }
    }

    @Test
    void a_declared_gateway_is_read_only_and_the_default_becomes_a_made_one() {
        try (RunningGateway gateway = RunningGateway.of(
                "gateways:\n  - id: filed\n    cache_ttl: 60\n    otel: [{url: 'https://c', headers: {k: v}}]\n")) {
            ApiClient admin = ApiClient.of(gateway);
            JsonNode filed = admin.get(PATH + "/filed").result();
            assertThat(filed.get("cache_ttl").asInt()).isEqualTo(60);
            assertThat(filed.get("declared").asBoolean()).isTrue();
            assertThat(filed.get("otel").get(0).get("headers").get("k").asString())
                    .isEqualTo("•••");
            assertThat(admin.put(PATH + "/filed", change()).status()).isEqualTo(409);
            assertThat(admin.delete(PATH + "/filed").status()).isEqualTo(409);
            assertThat(admin.post(PATH, body("filed")).status()).isEqualTo(409);

            JsonNode implicit = admin.get(PATH + "/default").result();
            assertThat(implicit.get("is_default").asBoolean()).isTrue();
            assertThat(implicit.get("authentication").asBoolean()).isFalse();
            assertThat(admin.delete(PATH + "/default").status()).isEqualTo(409);
            JsonNode made =
                    admin.put(PATH + "/default", change("\"cache_ttl\":5")).result();
            assertThat(made.get("authentication").asBoolean()).isFalse();
            assertThat(made.get("cache_ttl").asInt()).isEqualTo(5);
            assertThat(admin.post(PATH, body("default")).status()).isEqualTo(409);
            assertThat(admin.delete(PATH + "/default").status()).isEqualTo(200);
            assertThat(admin.get(PATH + "/default").result().get("cache_ttl").asInt())
                    .isZero();
        }
    }

    @Test
    void a_gateway_that_the_file_declares_later_is_the_files() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);
            admin.post(PATH, body("g1", "\"zdr\":true")).result();

            gateway.reload("gateways:\n  - id: g1\n    cache_ttl: 7\n");

            JsonNode now = admin.get(PATH + "/g1").result();
            assertThat(now.get("declared").asBoolean()).isTrue();
            assertThat(now.get("cache_ttl").asInt()).isEqualTo(7);
            assertThat(now.get("zdr").asBoolean()).isFalse();
            gateway.reload("");
            assertThat(admin.get(PATH + "/g1").status()).isEqualTo(404);
        }
    }

    @Test
    void an_open_gateway_is_refused_while_others_can_reach_it() {
        try (RunningGateway gateway = RunningGateway.of(
                "host: 0.0.0.0\ntokens: [{id: '0123456789abcdef', sha256: '" + "0".repeat(64) + "'}]\n")) {
            ApiClient admin = ApiClient.of(gateway);
            ApiClient.Reply refused = admin.post(PATH, body("g1", "\"authentication\":false"));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(problems(refused)).singleElement().asString().contains("[\"body\",\"authentication\"]");
            assertThat(admin.post(PATH, body("g1")).status()).isEqualTo(200);
        }
    }

    @Test
    void calls_through_a_gateway_begin_and_end_with_it() throws Exception {
        try (FakeProvider provider = FakeProvider.start();
                RunningGateway gateway = RunningGateway.with("openai", provider.origin() + "/v1")) {
            provider.otherwise(Script.json(200, "{\"choices\":[]}"));
            ApiClient admin = ApiClient.of(gateway);
            assertThat(call(gateway, "g1").statusCode()).isEqualTo(400);

            admin.post(PATH, body("g1", "\"authentication\":false")).result();
            assertThat(call(gateway, "g1").statusCode()).isEqualTo(200);
            assertThat(gateway.onlyRow().configRevision())
                    .isEqualTo(gateway.penstock().revision());

            admin.delete(PATH + "/g1").result();
            HttpResponse<String> gone = call(gateway, "g1");
            assertThat(gone.statusCode()).isEqualTo(400);
            assertThat(gone.body()).contains("\"code\":2001");
        }
    }

    @Test
    void what_is_made_outlives_the_process_secrets_included() throws Exception {
        RunningGateway first = RunningGateway.of("");
        String token;
        long revision;
        try (first) {
            ApiClient admin = ApiClient.of(first);
            token = admin.token();
            admin.post(PATH, body("g1", otel("sesame"))).result();
            revision = first.penstock().revision();
        }
        Path folder = first.data().resolveSibling("penstock.yaml");
        ConfigSource source = ConfigSource.of(
                java.util.Objects.requireNonNull(first.data().getParent()),
                Optional.of(folder),
                Map.of(),
                Map.of(),
                Set.of());
        try (Penstock again = Penstock.start(((Reading.Good) source.read()).settings())) {
            assertThat(again.revision()).isEqualTo(revision);
            // A mask is taken only where its secret is kept.
            HttpResponse<String> kept = put(again.adminPort(), token, change(otel("•••")));
            assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
            assertThat(kept.body()).doesNotContain("sesame");
        }
    }

    private static String otel(String secret) {
        return "\"otel\":[{\"url\":\"https://c.example\",\"headers\":{\"k\":\"" + secret + "\"}}]";
    }

    private static HttpResponse<String> put(int port, String token, String body)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/client/v4" + PATH + "/g1"))
                            .header("authorization", "Bearer " + token)
                            .PUT(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpResponse<String> call(RunningGateway gateway, String id)
            throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(gateway.url(id) + "/openai/chat/completions"))
                            .header("authorization", "Bearer sk-x")
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"messages\":[]}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<String> ids(ApiClient.Reply reply) {
        return reply.result().valueStream().map(one -> one.get("id").asString()).toList();
    }

    private static List<String> problems(ApiClient.Reply reply) {
        return reply.json()
                .get("errors")
                .valueStream()
                .map(one -> one.get("code") + " " + one.get("path") + " "
                        + one.get("message").asString())
                .toList();
    }
}
