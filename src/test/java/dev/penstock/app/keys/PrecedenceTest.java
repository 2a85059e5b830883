package dev.penstock.app.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Credential;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.KeptKeys;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The request's own credential, else the stored key, else the operator's, else none. */
class PrecedenceTest {
    private static final String CHAT = "openai/chat/completions";
    private static final String BODY = "{\"model\":\"m\",\"messages\":[]}";

    private final FakeProvider fake = FakeProvider.start();
    private final KeptKeys keys = new KeptKeys();
    private final RunningGateway gateway = RunningGateway.of(
            Gateways.yaml(
                    fake,
                    List.of("openai", "anthropic", "google-ai-studio", "workers-ai", "ollama", "azure-openai"),
                    "  groq:\n    base_url: " + fake.origin() + "\n    managed_key: managed-1\n"),
            keys);

    @BeforeEach
    void answer() {
        fake.otherwise(Script.json(200, "{}"));
    }

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @ParameterizedTest
    @CsvSource({
        CHAT + ",authorization,Bearer sk-own",
        CHAT + ",authorization,sk-own",
        CHAT + ",authorization,Basic own",
        "anthropic/v1/messages,x-api-key,sk-own",
        "anthropic/v1/messages,authorization,Bearer sk-own",
        "azure-openai/other/gpt/chat/completions,api-key,own"
    })
    void a_credential_on_the_request_goes_out_as_it_came_and_no_stored_key_is_opened(
            String path, String header, String value) {
        store();

        RawResponse response = send(Gateways.shown("locked", path).header(header, value));

        assertThat(response.status()).isEqualTo(200);
        assertThat(fake.awaitRequest().header(header)).contains(value);
        assertThat(keys.opened()).isZero();
        assertThat(gateway.onlyRow())
                .returns(Credential.REQUEST, CallRow::credential)
                .returns(null, CallRow::keyAlias);
    }

    @Test
    void a_credential_in_the_query_is_the_requests_own_too() {
        store();

        send(Gateways.shown("locked", "google-ai-studio/v1beta/models/g:generateContent?alt=json&key=own"));

        assertThat(fake.awaitRequest().target()).endsWith("?alt=json&key=own");
        assertThat(fake.awaitRequest().header("x-goog-api-key")).isEmpty();
        assertThat(keys.opened()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "Bearer", "bearer", " "})
    void an_empty_credential_is_none(String empty) {
        store();

        send(Gateways.shown("locked", CHAT).header("authorization", empty));

        assertThat(fake.awaitRequest().headers().all("authorization")).containsExactly("Bearer stored-default");
    }

    @Test
    void an_empty_parameter_is_none_and_does_not_go_out() {
        store();

        send(Gateways.shown("locked", "google-ai-studio/v1beta/models/g:generateContent?k%65y=&alt=sse"));

        assertThat(fake.awaitRequest().target()).endsWith(":generateContent?alt=sse");
        assertThat(fake.awaitRequest().header("x-goog-api-key")).contains("stored-default");
    }

    @Test
    void the_default_stored_key_is_used_where_nothing_is_named() {
        store();

        send(Gateways.shown("locked", CHAT));

        assertThat(fake.awaitRequest().header("authorization")).contains("Bearer stored-default");
        assertThat(gateway.onlyRow())
                .returns(Credential.STORED, CallRow::credential)
                .returns("default", CallRow::keyAlias);
    }

    @Test
    void an_alias_chooses_a_stored_key() {
        store();
        keys.put("openai", "production", "stored-production");

        send(Gateways.shown("locked", CHAT).header("cf-aig-byok-alias", "production"));

        assertThat(fake.awaitRequest().header("authorization")).contains("Bearer stored-production");
        assertThat(gateway.onlyRow()).returns("production", CallRow::keyAlias);
    }

    @Test
    void an_alias_nobody_stored_is_refused_and_falls_back_to_no_other_key() {
        store();

        RawResponse response = send(Gateways.shown("locked", CHAT).header("cf-aig-byok-alias", "produktion"));

        assertThat(response.status()).isEqualTo(400);
        assertThat(Gateways.code(response)).isEqualTo(2910);
        assertThat(Gateways.message(response)).contains("openai", "'produktion'");
        assertThat(fake.requests()).isEmpty();
        assertThat(gateway.onlyRow()).returns(Credential.NONE, CallRow::credential);
    }

    @Test
    void what_looks_like_no_alias_is_not_repeated() {
        RawResponse response = send(Gateways.shown("locked", CHAT).header("cf-aig-byok-alias", "sk/secret words"));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).doesNotContain("secret words");
    }

    @Test
    void a_rotated_key_is_the_one_used_and_a_deleted_one_is_not() {
        store();
        send(Gateways.shown("locked", CHAT));
        keys.put("openai", "default", "rotated");
        send(Gateways.shown("locked", CHAT));
        keys.remove("openai", "default");
        send(Gateways.shown("locked", CHAT));

        assertThat(fake.requests())
                .extracting(request -> request.header("authorization").orElse(""))
                .containsExactly("Bearer stored-default", "Bearer rotated", "");
    }

    @Test
    void the_operators_key_comes_third() {
        send(Gateways.shown("locked", "groq/chat/completions"));
        assertThat(fake.awaitRequest().header("authorization")).contains("Bearer managed-1");
        assertThat(gateway.onlyRow())
                .returns(Credential.MANAGED, CallRow::credential)
                .returns(null, CallRow::keyAlias);

        keys.put("groq", "default", "stored-groq");
        fake.forget();
        answer();
        send(Gateways.shown("locked", "groq/chat/completions"));
        assertThat(fake.awaitRequest().header("authorization")).contains("Bearer stored-groq");
    }

    @Test
    void the_operators_key_is_not_used_where_the_gateway_the_request_or_the_switch_says_no() {
        RawResponse strict = send(Gateways.shown("strict", "groq/chat/completions"));
        RawResponse relaxed =
                send(Gateways.shown("strict", "groq/chat/completions").header("cf-aig-no-wholesale", "false"));
        RawResponse forbidden =
                send(Gateways.shown("locked", "groq/chat/completions").header("cf-aig-no-wholesale", "true"));
        assertThat(List.of(strict, relaxed, forbidden)).allSatisfy(response -> {
            assertThat(response.status()).isEqualTo(400);
            assertThat(Gateways.code(response)).isEqualTo(2910);
            assertThat(Gateways.message(response)).contains("groq", "byok_only");
        });
        assertThat(fake.requests()).isEmpty();

        send(Gateways.shown("alone", "groq/chat/completions"));
        assertThat(fake.awaitRequest().header("authorization")).isEmpty();
    }

    @Test
    void stored_and_brought_keys_serve_a_gateway_that_insists_on_them() {
        store();

        send(Gateways.shown("strict", CHAT));
        send(Gateways.shown("strict", "groq/chat/completions").bearer("gsk-own"));

        assertThat(fake.requests())
                .extracting(request -> request.header("authorization").orElse(""))
                .containsExactly("Bearer stored-default", "Bearer gsk-own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"workers-ai/@cf/meta/llama", "ollama/api/chat"})
    void who_needs_no_key_is_called_without_one_even_where_keys_are_insisted_on(String path) {
        RawResponse response = send(Gateways.shown("strict", path));

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(fake.awaitRequest().header("authorization")).isEmpty();
    }

    @Test
    void where_nothing_applies_the_providers_own_401_comes_back() {
        fake.forget();
        fake.otherwise(Script.json(401, "{\"error\":{\"message\":\"no key\"}}"));

        RawResponse response = send(Gateways.shown("locked", CHAT));

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.text()).isEqualTo("{\"error\":{\"message\":\"no key\"}}");
        assertThat(gateway.onlyRow()).returns(Credential.NONE, CallRow::credential);
    }

    @Test
    void an_open_gateway_on_loopback_uses_stored_keys_too() {
        store();

        send(Gateways.post("open", CHAT));

        assertThat(fake.awaitRequest().header("authorization")).contains("Bearer stored-default");
    }

    @Test
    void each_universal_step_has_a_credential_of_its_own() {
        store();
        keys.put("anthropic", "team", "stored-team");
        fake.forget();
        fake.otherwise(Script.json(500, "{}"));

        send(universal("""
                [{"provider":"openai","endpoint":"chat/completions","query":{"model":"m","messages":[]},
                  "headers":{"authorization":"Bearer sk-step"}},
                 {"provider":"openai","endpoint":"chat/completions","query":{"model":"m","messages":[]}},
                 {"provider":"anthropic","endpoint":"v1/messages","query":{"model":"m","messages":[]},
                  "headers":{"cf-aig-byok-alias":"team"}},
                 {"provider":"groq","endpoint":"chat/completions","query":{"model":"m","messages":[]}},
                 {"provider":"openai","endpoint":"chat/completions","query":{"model":"m","messages":[]},
                  "headers":{"authorization":"Bearer %s"}}]""".formatted(Gateways.token())));

        assertThat(fake.requests())
                .extracting(request -> request.header("authorization")
                        .or(() -> request.header("x-api-key"))
                        .orElse(""))
                .containsExactly(
                        "Bearer sk-step",
                        "Bearer stored-default",
                        "stored-team",
                        "Bearer managed-1",
                        "Bearer stored-default");
    }

    @Test
    void a_step_whose_alias_is_missing_stops_the_call_before_any_is_sent() {
        store();

        RawResponse response = send(universal("""
                [{"provider":"openai","endpoint":"chat/completions","query":{"model":"m"}},
                 {"provider":"openai","endpoint":"chat/completions","query":{"model":"m"},
                  "headers":{"cf-aig-byok-alias":"gone"}}]"""));

        assertThat(response.status()).isEqualTo(400);
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void a_gateway_token_in_a_steps_query_is_sent_nowhere() {
        RawResponse response = send(universal("""
                [{"provider":"google-ai-studio","endpoint":"v1beta/models/g:generateContent?key=%s","query":{}}]""".formatted(Gateways.token())));

        assertThat(response.status()).isEqualTo(401);
        assertThat(fake.requests()).isEmpty();
    }

    private void store() {
        for (String provider : List.of("openai", "anthropic", "google-ai-studio")) {
            keys.put(provider, "default", "stored-default");
        }
    }

    private RawRequest universal(String body) {
        return RawRequest.post("/v1/default/locked")
                .header("cf-aig-authorization", "Bearer " + Gateways.token())
                .json(body);
    }

    private RawResponse send(RawRequest request) {
        boolean hasBody = request.toString().contains("/v1/default/locked ");
        return Gateways.exchange(gateway, hasBody ? request : request.json(BODY));
    }
}
