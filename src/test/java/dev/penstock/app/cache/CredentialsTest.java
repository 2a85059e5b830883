package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.KeptKeys;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose key a provider is shown decides who shares an answer. */
class CredentialsTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final FakeProvider fake =
            FakeProvider.start().answering(request -> Script.json(200, Answers.json("n" + asked.incrementAndGet())));

    @AfterEach
    void close() {
        fake.close();
    }

    private String yaml(String path) {
        return """
                egress: {allow: [127.0.0.0/8]}
                providers:
                  openai: {base_url: ORIGINPATH}
                custom_providers:
                  - {slug: inner, base_url: ORIGINPATH}
                gateways:
                  - {id: shop, authentication: false, cache_ttl: 600}
                """.replace("ORIGIN", fake.origin()).replace("PATH", path);
    }

    private static RawRequest keyless(String provider) {
        return RawRequest.post("/v1/default/shop/" + provider + "/chat/completions")
                .json(Answers.body("a", false));
    }

    private static String status(RunningGateway gateway, RawRequest request) {
        RawResponse response = RawClient.exchange(gateway.port(), request);
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return CachedShop.status(response);
    }

    @Test
    void a_stored_key_is_shared_by_all_who_use_it_until_it_is_replaced() {
        KeptKeys keys = new KeptKeys().put("openai", "default", "sk-first").put("openai", "other", "sk-first");
        try (RunningGateway gateway = RunningGateway.of(yaml("/v1"), keys)) {
            RawRequest call = keyless("openai");
            RawRequest other = call.header("cf-aig-byok-alias", "other");
            assertThat(status(gateway, call)).isEqualTo("MISS");
            assertThat(status(gateway, call)).isEqualTo("HIT");
            assertThat(status(gateway, other)).isEqualTo("MISS");
            assertThat(status(gateway, call.bearer("sk-first"))).isEqualTo("MISS");
            keys.put("openai", "default", "sk-second");
            assertThat(status(gateway, call)).isEqualTo("MISS");
            assertThat(status(gateway, call)).isEqualTo("HIT");
            assertThat(status(gateway, other)).isEqualTo("HIT");
            keys.remove("openai", "default");
            assertThat(status(gateway, call)).isEqualTo("MISS");
        }
    }

    @Test
    void holders_of_gateway_tokens_share_what_is_answered_with_its_stored_key() {
        try (RunningGateway gateway = RunningGateway.of(yaml("/v1").replace("authentication: false, ", ""))) {
            ApiClient admin = ApiClient.of(gateway);
            admin.post(
                            "/accounts/default/ai-gateway/gateways/shop/provider_configs",
                            "{\"provider_slug\":\"openai\",\"alias\":\"default\",\"default_config\":true,\"secret\":"
                                    + "\"sk-0123456789abcdef\"}")
                    .result();
            String one = token(admin, "one");
            String two = token(admin, "two");
            assertThat(status(gateway, keyless("openai").header("cf-aig-authorization", "Bearer " + one)))
                    .isEqualTo("MISS");
            assertThat(status(gateway, keyless("openai").header("cf-aig-authorization", "Bearer " + two)))
                    .isEqualTo("HIT");
            assertThat(status(gateway, keyless("openai").bearer(two))).isEqualTo("HIT");
            assertThat(status(
                            gateway,
                            keyless("openai").bearer("sk-own").header("cf-aig-authorization", "Bearer " + two)))
                    .isEqualTo("MISS");
            RawResponse none = RawClient.exchange(gateway.port(), keyless("openai"));
            assertThat(none.status()).isEqualTo(401);
            assertThat(none.header("cf-aig-cache-status")).isEmpty();
            assertThat(none.header("age")).isEmpty();
        }
    }

    private static String token(ApiClient admin, String name) {
        return admin.post("/accounts/default/tokens", "{\"name\":\"" + name + "\",\"type\":\"run\"}")
                .result()
                .get("value")
                .asString();
    }

    @Test
    void another_address_is_another_provider() {
        try (RunningGateway gateway = RunningGateway.of(yaml("/v1"));
                FakeProvider elsewhere = FakeProvider.start().otherwise(Script.json(200, Answers.json("elsewhere")))) {
            RawRequest call = keyless("openai").bearer("sk-a");
            RawRequest named = call.header("cf-aig-cache-key", "k");
            for (RawRequest request : new RawRequest[] {call, named}) {
                assertThat(status(gateway, request)).isEqualTo("MISS");
                assertThat(status(gateway, request)).isEqualTo("HIT");
            }
            gateway.reload(yaml("/v2"));
            for (RawRequest request : new RawRequest[] {call, named}) {
                assertThat(status(gateway, request)).isEqualTo("MISS");
            }
            gateway.reload(yaml("/v1").replace(fake.origin(), elsewhere.origin()));
            for (RawRequest request : new RawRequest[] {call, named}) {
                RawResponse response = RawClient.exchange(gateway.port(), request);
                assertThat(CachedShop.status(response)).isEqualTo("MISS");
                assertThat(response.text()).isEqualTo(Answers.json("elsewhere"));
            }
            gateway.reload(yaml("/v1"));
            assertThat(status(gateway, call)).isEqualTo("HIT");
        }
    }

    /** Inner services take keys in places of their own; all of these reach the provider. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-access-token",
                "x-auth-token",
                "x-my-api-key",
                "apikey",
                "x-client-secret",
                "x-user-authorization"
            })
    void a_key_in_a_place_we_do_not_know_is_a_key(String header) {
        try (RunningGateway gateway = RunningGateway.of(yaml("/v1"))) {
            for (String provider : new String[] {"openai", "custom-inner"}) {
                RawRequest call = keyless(provider);
                assertThat(status(gateway, call.header(header, "alice"))).isEqualTo("MISS");
                assertThat(fake.requests().getLast().header(header)).hasValue("alice");
                assertThat(status(gateway, call.header(header, "alice"))).isEqualTo("HIT");
                assertThat(status(gateway, call.header(header, "bob"))).isEqualTo("MISS");
                assertThat(status(gateway, call)).isEqualTo("MISS");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user-agent",
                "idempotency-key",
                "x-request-id",
                "x-stainless-retry-count",
                "traceparent",
                "x-client-request-id",
                "cookie"
            })
    void what_differs_from_call_to_call_is_none(String header) {
        try (RunningGateway gateway = RunningGateway.of(yaml("/v1"))) {
            assertThat(status(gateway, keyless("openai").header(header, "one"))).isEqualTo("MISS");
            assertThat(status(gateway, keyless("openai").header(header, "two"))).isEqualTo("HIT");
        }
    }
}
