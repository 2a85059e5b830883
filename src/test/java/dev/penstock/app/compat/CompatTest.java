package dev.penstock.app.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Credential;
import dev.penstock.call.Outcome;
import dev.penstock.identity.NewToken;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.KeptKeys;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One entry in OpenAI's shape for every provider that takes that shape. */
class CompatTest {
    private static final NewToken TOKEN = NewToken.mint(new Random(11)::nextBytes);
    private static final String ANSWER =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"gpt-4o-2024-08-06\",\"choices\":[],"
                    + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}}";

    private final FakeProvider fake = FakeProvider.start();
    private final KeptKeys keys = new KeptKeys();
    private final RunningGateway gateway = RunningGateway.of(Stage.yaml(fake, TOKEN), keys);

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void the_body_names_provider_and_model_and_every_other_byte_passes_unchanged_both_ways() {
        fake.otherwise(Script.json(200, ANSWER));

        RawResponse response = open(
                "chat/completions",
                "{ \"x\": [1.50, \"openai/no\"],\n \"model\" : \"openai/ft:gpt-4o:me/you\" ,\"messages\":[] }");

        assertThat(response.text()).isEqualTo(ANSWER);
        assertThat(fake.awaitRequest().target()).isEqualTo("/v1/chat/completions");
        assertThat(fake.awaitRequest().bodyText())
                .isEqualTo("{ \"x\": [1.50, \"openai/no\"],\n \"model\" : \"ft:gpt-4o:me/you\" ,\"messages\":[] }");
        assertThat(fake.awaitRequest().header("authorization")).contains("Bearer sk-1");
        CallRow row = gateway.onlyRow();
        assertThat(row.surface()).isEqualTo("compat");
        assertThat(row.path()).isEqualTo("compat/chat/completions");
        assertThat(row.provider()).isEqualTo("openai");
        assertThat(row.model()).isEqualTo("gpt-4o-2024-08-06");
        // 1000 × 2.50 $/M + 100 × 10 $/M
        assertThat(row.costNano()).isEqualTo(3_500_000);
        assertThat(row.credential()).isEqualTo(Credential.REQUEST);
    }

    @Test
    void a_stream_passes_event_by_event_and_its_usage_is_asked_for_and_taken_out_again() {
        fake.otherwise(Script.sse(Events.chat("Hel", "lo").usage(9, 2).list()));

        RawResponse response = open("v1/chat/completions", "{\"model\":\"groq/openai/gpt-oss-20b\",\"stream\":true}");

        assertThat(fake.awaitRequest().target()).isEqualTo("/openai/v1/chat/completions");
        assertThat(fake.awaitRequest().bodyText())
                .isEqualTo(
                        "{\"model\":\"openai/gpt-oss-20b\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        assertThat(response.text()).doesNotContain("usage").contains("[DONE]");
        CallRow row = gateway.onlyRow();
        assertThat(row.usage().output()).isEqualTo(2);
        assertThat(row.outcome()).isEqualTo(Outcome.WHOLE);
        assertThat(row.provider()).isEqualTo("groq");
    }

    @Test
    void the_key_goes_from_the_bearer_slot_to_the_providers_own_unless_it_is_an_access_token() {
        fake.otherwise(Script.json(200, "{}"));

        open("chat/completions", "{\"model\":\"azure-openai/mine/gpt\"}");
        exchange(post("open", "chat/completions").bearer("eyJh.eyJz.c2ln").json("{\"model\":\"azure-openai/gpt\"}"));
        exchange(post("open", "chat/completions")
                .bearer("unused")
                .header("api-key", "k-2")
                .json("{\"model\":\"azure-openai/gpt\"}"));

        ReceivedRequest key = fake.requests().get(0);
        assertThat(key.target()).isEqualTo("/openai/v1/chat/completions");
        assertThat(key.bodyText()).isEqualTo("{\"model\":\"gpt\"}");
        assertThat(key.headers().all("api-key")).containsExactly("sk-1");
        assertThat(key.header("authorization")).isEmpty();
        assertThat(fake.requests().get(1).header("authorization")).contains("Bearer eyJh.eyJz.c2ln");
        assertThat(fake.requests().get(1).header("api-key")).isEmpty();
        assertThat(fake.requests().get(2).headers().all("api-key")).containsExactly("k-2");
        assertThat(fake.requests().get(2).header("authorization")).isEmpty();
    }

    @Test
    void a_stored_key_serves_who_shows_a_gateway_token_as_the_sdks_key() {
        keys.put("openai", "default", "sk-stored").put("openai", "second", "sk-second");
        keys.put("anthropic", "default", "sk-ant");
        keys.put("azure-openai", "default", "{\"api_key\":\"az-1\",\"resource\":\"mine\"}");
        fake.otherwise(Script.json(200, "{}"));

        locked("{\"model\":\"openai/m\"}");
        exchange(post("locked", "chat/completions")
                .bearer(TOKEN.secret().reveal())
                .header("cf-aig-byok-alias", "second")
                .json("{\"model\":\"openai/m\"}"));
        locked("{\"model\":\"anthropic/m\"}");
        locked("{\"model\":\"azure-openai/gpt\"}");

        assertThat(fake.requests())
                .extracting(request -> request.header("authorization").orElse("none"))
                .containsExactly("Bearer sk-stored", "Bearer sk-second", "Bearer sk-ant", "none");
        assertThat(fake.requests().get(3).header("api-key")).contains("az-1");
        assertThat(gateway.awaitRows(4, row -> true))
                .extracting(CallRow::credential)
                .containsOnly(Credential.STORED);
        assertThat(fake.requests())
                .noneMatch(request -> request.headers().toString().contains(TOKEN.id()));
    }

    @Test
    void beside_a_gateway_token_of_its_own_header_the_callers_key_is_the_providers() {
        keys.put("openai", "default", "sk-stored");
        fake.otherwise(Script.json(200, "{}"));

        exchange(post("locked", "chat/completions")
                .bearer("sk-caller")
                .header("cf-aig-authorization", "Bearer " + TOKEN.secret().reveal())
                .json("{\"model\":\"openai/m\"}"));
        RawResponse nobody =
                exchange(post("locked", "chat/completions").bearer("sk-caller").json("{\"model\":\"openai/m\"}"));

        assertThat(fake.requests()).hasSize(1);
        assertThat(fake.awaitRequest().header("authorization")).contains("Bearer sk-caller");
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.text()).contains("2009");
    }

    @Test
    void a_step_of_the_universal_endpoint_may_go_by_it() {
        keys.put("groq", "default", "gsk");
        fake.enqueue(Script.json(500, "{}"), Script.json(200, ANSWER));

        RawResponse response = exchange(RawRequest.post("/v1/default/locked")
                .header("cf-aig-authorization", "Bearer " + TOKEN.secret().reveal())
                .json("""
                [{"provider":"compat","endpoint":"chat/completions","headers":{"Authorization":"Bearer az"},
                  "query":{"model":"azure-openai/mine/gpt", "n": 1.0}},
                 {"provider":"compat","endpoint":"/v1/chat/completions","query":{"model":"groq/llama"}}]"""));

        assertThat(response.text()).isEqualTo(ANSWER);
        assertThat(response.header("cf-aig-step")).contains("1");
        assertThat(fake.requests().get(0).bodyText()).isEqualTo("{\"model\":\"gpt\", \"n\": 1.0}");
        assertThat(fake.requests().get(0).header("api-key")).contains("az");
        assertThat(fake.requests().get(1).header("authorization")).contains("Bearer gsk");
        CallRow row = gateway.onlyRow();
        assertThat(row.surface()).isEqualTo("universal");
        assertThat(row.provider()).isEqualTo("groq");
    }

    @Test
    void a_packed_body_goes_out_unpacked_because_the_model_in_it_changes() throws IOException {
        fake.otherwise(Script.json(200, "{}"));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"model\":\"openai/m\",\"input\":\"ü\"}".getBytes(StandardCharsets.UTF_8));
        }

        exchange(post("open", "embeddings")
                .bearer("sk-1")
                .header("content-type", "application/json")
                .header("content-encoding", "gzip")
                .body(packed.toByteArray()));

        assertThat(fake.awaitRequest().bodyText()).isEqualTo("{\"model\":\"m\",\"input\":\"ü\"}");
        assertThat(fake.awaitRequest().header("content-encoding")).isEmpty();
    }

    @Test
    void a_lost_stream_is_taken_up_again_with_the_key_where_openais_clients_show_it() {
        fake.otherwise(Script.sse(Events.chat("Hel", "lo").list()));
        RawResponse first = exchange(post("open", "chat/completions")
                .bearer("k-1")
                .header("cf-aig-resume", "true")
                .json("{\"model\":\"azure-openai/mine/gpt\",\"stream\":true}"));
        String run = first.header("cf-aig-run-id").orElseThrow();

        RawRequest again = RawRequest.get("/v1/default/open/run/" + run + "/resume?from=2");

        assertThat(exchange(again.bearer("k-1")).text())
                .contains("lo", "[DONE]")
                .doesNotContain("Hel");
        assertThat(exchange(again.header("api-key", "k-1")).status()).isEqualTo(200);
        assertThat(exchange(again.bearer("k-2")).status()).isEqualTo(404);
        assertThat(exchange(again).status()).isEqualTo(404);
        assertThat(fake.requests()).hasSize(1);
    }

    private RawResponse open(String path, String body) {
        return exchange(post("open", path).bearer("sk-1").json(body));
    }

    private RawResponse locked(String body) {
        return exchange(post("locked", "chat/completions")
                .bearer(TOKEN.secret().reveal())
                .json(body));
    }

    private static RawRequest post(String gateway, String path) {
        return RawRequest.post("/v1/default/" + gateway + "/compat/" + path);
    }

    private RawResponse exchange(RawRequest request) {
        return RawClient.exchange(gateway.port(), request);
    }
}
