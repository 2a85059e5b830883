package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.admin.Endpoint;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two accounts whose gateways and objects have the same names: no reading of one shows anything of the other. */
class CrossTenantSweepTest {
    private static final Pattern PART = Pattern.compile("\\{(?!account_id|gateway_id)[^}]*}");
    private static final String ELEMENTS =
            "[{\"id\":\"NONCE\",\"type\":\"start\",\"outputs\":{\"next\":{\"elementId\":\"e\"}}},"
                    + "{\"id\":\"e\",\"type\":\"end\",\"outputs\":{}}]";

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");
    private final ApiClient admin = ApiClient.of(gateway);
    private final Set<String> ids = new TreeSet<>();

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    /** @param nonce in the name of everything the account has */
    private record Tenant(String account, String nonce, ApiClient client) {}

    @Test
    void nothing_of_another_account_is_in_any_answer() {
        fake.otherwise(
                Script.json(200, "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}"));
        Tenant one = tenant("one", "nonceone");
        Tenant two = tenant("two", "noncetwo");
        for (long number = 0; number <= gateway.penstock().revision(); number++) {
            ids.add(Long.toString(number));
        }

        for (Tenant asking : List.of(one, two)) {
            Tenant other = asking.equals(one) ? two : one;
            int answers = 0;
            int own = 0;
            List<String> foreign = new ArrayList<>();
            for (Endpoint endpoint : gateway.penstock().endpoints()) {
                for (String path : endpoint.method().equals("GET") ? paths(endpoint.path()) : List.<String>of()) {
                    ApiClient.Reply reply = asking.client.get(path);
                    answers++;
                    own += reply.text().contains(asking.nonce) ? 1 : 0;
                    if (reply.text().contains(other.nonce) || (isOthers(path, other) && reply.status() < 400)) {
                        foreign.add(path + " " + reply.status() + " " + reply.text());
                    }
                }
            }
            System.out.println("cross-tenant sweep by " + asking.account + ": " + answers + " answers, " + own
                    + " with own rows, " + foreign.size() + " with foreign ones");
            assertThat(foreign).isEmpty();
            assertThat(own).isGreaterThan(25);
            assertThat(graph(asking, other.account)).doesNotContain(other.nonce);
            assertThat(graph(asking, asking.account)).contains(asking.nonce).doesNotContain(other.nonce);
        }
    }

    @Test
    void nothing_of_another_account_can_be_changed_by_its_id() {
        Tenant one = tenant("one", "nonceone");
        ids.clear();
        Tenant two = tenant("two", "noncetwo");
        long before = gateway.penstock().revision();
        List<String> done = new ArrayList<>();
        for (Endpoint endpoint : gateway.penstock().endpoints()) {
            if (endpoint.method().equals("GET")
                    || !PART.matcher(endpoint.path()).find()) {
                continue;
            }
            for (String path : paths(endpoint.path())) {
                String body = "{\"name\":\"taken\"}";
                ApiClient.Reply reply = one.client.send(endpoint.method(), path, Optional.of(body));
                if (reply.status() < 400) {
                    done.add(endpoint.method() + " " + path);
                }
            }
        }
        assertThat(done).isEmpty();
        assertThat(gateway.penstock().revision()).isEqualTo(before);
        assertThat(two.client.get("/accounts/two/tokens").text()).contains("noncetwo");
    }

    private static boolean isOthers(String path, Tenant other) {
        return path.startsWith("/accounts/" + other.account);
    }

    private static String graph(Tenant asking, String account) {
        Instant now = Instant.now();
        String query = "{viewer{accounts(filter:{accountTag:\\\"" + account
                + "\\\"}){aiGatewayRequestsAdaptiveGroups(limit:100,filter:{datetime_geq:\\\""
                + now.minusSeconds(3600) + "\\\",datetime_leq:\\\"" + now.plusSeconds(3600)
                + "\\\"}){count dimensions{model gateway}}}}}";
        return asking.client.post("/graphql", "{\"query\":\"" + query + "\"}").text();
    }

    /** Every way to fill in a path: both accounts, the same gateway, any id of either; with searches where it lists. */
    private List<String> paths(String template) {
        List<String> paths = new ArrayList<>();
        String below = template.replaceFirst("^/client/v4", "")
                .replace("{gateway_id}", "same")
                .replace("{provider}", "openai");
        for (String account : below.contains("{account_id}") ? List.of("one", "two") : List.of("")) {
            fill(below.replace("{account_id}", account), paths);
        }
        return paths;
    }

    private void fill(String template, List<String> paths) {
        Matcher part = PART.matcher(template);
        if (!part.find()) {
            paths.add(template);
            for (String query : List.of("search=nonce", "per_page=50", "include_nonces=1&order_by_direction=asc")) {
                paths.add(template + "?" + query);
            }
            return;
        }
        for (String id : ids) {
            String filled = part.replaceFirst(id);
            if (PART.matcher(filled).find()) {
                fill(filled, paths);
            } else {
                paths.add(filled);
            }
        }
    }

    private Tenant tenant(String account, String nonce) {
        admin.post("/accounts", "{\"name\":\"" + account + "\"}").result();
        String of = "/accounts/" + account + "/ai-gateway";
        String same = of + "/gateways/same";
        admin.post(of + "/gateways", """
                {"id":"same","authentication":false,"cache_invalidate_on_update":true,"cache_ttl":0,
                 "collect_logs":true,"rate_limiting_interval":0,"rate_limiting_limit":0,"store_id":"NONCE"}""".replace("NONCE", nonce)).result();
        keep(admin.post(
                of + "/custom-providers",
                "{\"name\":\"" + nonce + "\",\"slug\":\"same\",\"base_url\":\"https://" + nonce
                        + ".example\",\"enable\":true}"));
        keep(admin.post(
                same + "/provider_configs",
                "{\"provider_slug\":\"openai\",\"alias\":\"" + nonce
                        + "\",\"default_config\":true,\"secret\":\"sk-0123456789abcdef\"}"));
        JsonNode route = keep(admin.post(
                same + "/routes",
                "{\"name\":\"" + nonce + "\",\"elements\":" + ELEMENTS.replace("NONCE", nonce) + "}"));
        ids.add(route.at("/version/version_id").asString());
        String dataset = keep(admin.post(
                        same + "/datasets", "{\"name\":\"" + nonce + "\",\"enable\":true,\"filters\":[]}"))
                .get("id")
                .asString();
        keep(admin.post(
                same + "/evaluations",
                "{\"name\":\"" + nonce + "\",\"dataset_ids\":[\"" + dataset
                        + "\"],\"evaluation_type_ids\":[\"cost\"]}"));
        keep(
                admin.post(
                        same + "/policies?commit=true",
                        "{\"name\":\"" + nonce + "\",\"actor\":\"user:{cf.user.id}\",\"resource\":\"*\","
                                + "\"condition\":\"true\",\"action\":{\"type\":\"limit\",\"amount\":10.5,\"period\":\"daily\"}}"));
        admin.post(same + "/custom-domains", "{\"domain\":\"" + nonce + ".example.com\",\"zone_id\":\"z\"}")
                .result();
        ids.add(nonce + ".example.com");
        RawClient.exchange(
                gateway.port(),
                RawRequest.post("/v1/" + account + "/same/openai/chat/completions")
                        .header("cf-aig-metadata", "{\"team\":\"" + nonce + "\"}")
                        .json("{\"model\":\"" + nonce + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + nonce
                                + "\"}]}"));
        gateway.awaitRows(account.equals("one") ? 1 : 2, row -> true);
        admin.get(same + "/logs").result().forEach(row -> ids.add(row.get("id").asString()));
        JsonNode token = keep(admin.post(
                "/accounts/" + account + "/tokens",
                "{\"name\":\"" + nonce + "\",\"type\":\"management\",\"role\":\"admin\"}"));
        return new Tenant(account, nonce, admin.as(token.get("value").asString()));
    }

    private JsonNode keep(ApiClient.Reply made) {
        JsonNode result = made.result();
        ids.add(result.get("id").asString());
        return result;
    }
}
