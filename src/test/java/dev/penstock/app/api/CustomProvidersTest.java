package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Custom providers by the management API, and calls to them. */
class CustomProvidersTest {
    private static final String PATH = "/accounts/default/ai-gateway/custom-providers";

    private static String body(String slug, String url, String... more) {
        return "{\"name\":\"The " + slug + "\",\"slug\":\"" + slug + "\",\"base_url\":\"" + url + "\""
                + (more.length == 0 ? "" : "," + String.join(",", more)) + "}";
    }

    @Test
    void one_is_added_shown_changed_and_deleted() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);

            JsonNode made = admin.post(
                            PATH,
                            body(
                                    "acme",
                                    "https://api.acme.example/v1",
                                    "\"headers\":\"{\\\"x-key\\\":\\\"sesame\\\"}\""))
                    .result();
            String one = PATH + "/" + made.get("id").asString();
            assertThat(made.get("enable").asBoolean()).isFalse();
            assertThat(made.get("headers").asString()).isEqualTo("{\"x-key\":\"•••\"}");
            assertThat(new String(Base64.getDecoder().decode(made.get("logo").asString()), StandardCharsets.UTF_8))
                    .startsWith("<svg");
            assertThat(admin.get(one).result()).isEqualTo(made);

            JsonNode changed = admin.send(
                            "PATCH",
                            one,
                            java.util.Optional.of("{\"enable\":true,\"description\":\"d\",\"position\":3}"))
                    .result();
            assertThat(changed.get("description").asString()).isEqualTo("d");
            assertThat(changed.get("name")).isEqualTo(made.get("name"));
            assertThat(admin.delete(one).result().get("slug").asString()).isEqualTo("acme");
            ApiClient.Reply gone = admin.get(one);
            assertThat(gone.status()).isEqualTo(404);
            assertThat(gone.code()).isEqualTo(1004);
        }
    }

    @Test
    void a_list_is_searched_filtered_and_ordered() {
        try (RunningGateway gateway = RunningGateway.of(
                "custom_providers: [{slug: filed, name: Bb, base_url: 'https://b.example', headers: {k: sesame}}]\n")) {
            ApiClient admin = ApiClient.of(gateway);
            admin.post(PATH, "{\"name\":\"zz\",\"slug\":\"c\",\"base_url\":\"https://c.example\",\"enable\":true}")
                    .result();
            admin.post(PATH, "{\"name\":\"Aa\",\"slug\":\"a\",\"base_url\":\"https://a.example\",\"beta\":true}")
                    .result();

            assertThat(slugs(admin.get(PATH))).containsExactly("a", "filed", "c");
            assertThat(slugs(admin.get(PATH + "?order_by=name%20DESC"))).containsExactly("c", "filed", "a");
            assertThat(slugs(admin.get(PATH + "?enable=true"))).containsExactly("filed", "c");
            assertThat(slugs(admin.get(PATH + "?beta=true"))).containsExactly("a");
            assertThat(slugs(admin.get(PATH + "?search=ZZ"))).containsExactly("c");
            assertThat(admin.get(PATH + "?order_by=color").status()).isEqualTo(400);
            assertThat(admin.get(PATH + "?per_page=101").status()).isEqualTo(400);
            assertThat(admin.get(PATH).text()).doesNotContain("sesame");
            JsonNode filed = admin.get(PATH).result().get(1);
            assertThat(admin.delete(PATH + "/" + filed.get("id").asString()).status())
                    .isEqualTo(409);
        }
    }

    @Test
    void errors_are_cloudflares() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);
            admin.post(PATH, body("acme", "https://a.example")).result();

            ApiClient.Reply taken = admin.post(PATH, body("acme", "https://b.example"));
            assertThat(taken.status()).isEqualTo(409);
            assertThat(taken.json().get("errors").get(0).toString())
                    .isEqualTo("{\"code\":1003,\"message\":\"A custom provider with this slug already exists\","
                            + "\"path\":[\"body\",\"slug\"]}");
            ApiClient.Reply clear = admin.post(PATH, body("b", "http://b.example"));
            assertThat(clear.json().get("errors").get(0).toString())
                    .isEqualTo(
                            "{\"code\":1002,\"message\":\"base_url must be a valid HTTPS URL starting with https://\","
                                    + "\"path\":[\"body\",\"base_url\"]}");
            assertThat(admin.post(PATH, body("b", "https://127.0.0.1")).code()).isEqualTo(1002);
            assertThat(admin.post(PATH, "{\"slug\":\"-\",\"enable\":\"yes\"}")
                            .json()
                            .get("errors"))
                    .hasSize(4);
            assertThat(admin.post(PATH, body("c", "https://c.example", "\"heders\":\"{}\""))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void headers_given_for_one_address_are_not_sent_to_another() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);
            String id = admin.post(
                            PATH, body("acme", "https://a.example", "\"headers\":\"{\\\"x-key\\\":\\\"sesame\\\"}\""))
                    .result()
                    .get("id")
                    .asString();

            assertThat(admin.patch(PATH + "/" + id, "{\"base_url\":\"https://evil.example\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(admin.patch(PATH + "/" + id, "{\"headers\":\"{\\\"x-key\\\":\\\"•••\\\"}\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(admin.patch(
                                    PATH + "/" + id,
                                    "{\"base_url\":\"https://b.example\",\"headers\":\"{\\\"x-key\\\":\\\"new\\\"}\"}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void calls_reach_it_at_once_with_its_headers_and_only_from_its_account() throws Exception {
        try (FakeProvider provider = FakeProvider.start();
                RunningGateway gateway = RunningGateway.of("egress:\n  allow: ['127.0.0.0/8']\n")) {
            provider.otherwise(Script.json(200, "{\"ok\":true}"));
            ApiClient admin = ApiClient.of(gateway);
            String id = admin.post(
                            PATH,
                            body(
                                    "acme",
                                    provider.origin(),
                                    "\"enable\":true",
                                    "\"headers\":\"{\\\"x-key\\\":\\\"sesame\\\"}\""))
                    .result()
                    .get("id")
                    .asString();

            assertThat(call(gateway, "default").statusCode()).isEqualTo(200);
            assertThat(provider.requests().getLast().header("x-key")).contains("sesame");
            admin.post("/accounts", "{\"name\":\"other\"}").result();
            admin.put(
                            "/accounts/other/ai-gateway/gateways/default",
                            "{\"cache_invalidate_on_update\":false,\"cache_ttl\":0,\"collect_logs\":true,"
                                    + "\"rate_limiting_interval\":0,\"rate_limiting_limit\":0,\"authentication\":false}")
                    .result();
            assertThat(call(gateway, "other").statusCode()).isEqualTo(400);
            admin.patch(PATH + "/" + id, "{\"enable\":false}").result();
            assertThat(call(gateway, "default").statusCode()).isEqualTo(400);
        }
    }

    private static HttpResponse<String> call(RunningGateway gateway, String account)
            throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/v1/" + account
                                    + "/default/custom-acme/chat/completions"))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"messages\":[]}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<String> slugs(ApiClient.Reply reply) {
        return reply.result()
                .valueStream()
                .map(one -> one.get("slug").asString())
                .toList();
    }
}
