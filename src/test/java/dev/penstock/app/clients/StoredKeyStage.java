package dev.penstock.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Credential;
import dev.penstock.testkit.ActorProvider;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.CanaryScanner;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Three providers, a locked gateway that keeps a key of each, and a token for it: all made through the API. */
final class StoredKeyStage implements AutoCloseable {
    private static final Map<String, String> SLOT =
            Map.of("openai", "authorization", "anthropic", "x-api-key", "google-ai-studio", "x-goog-api-key");

    /** The characters of a token's secret part, its last. */
    private static final int SECRET = 43;

    private final ActorProvider actor = ActorProvider.start();
    private final RunningGateway gateway = RunningGateway.of("""
            providers:
              openai:
                base_url: %1$s/v1
              anthropic:
                base_url: %1$s
              google-ai-studio:
                base_url: %1$s
            """.formatted(actor.origin()));
    private final ApiClient admin = ApiClient.of(gateway);
    private final Map<String, Canary> keys = Map.of(
            "openai", Canary.key("openai key", "sk-"),
            "anthropic", Canary.key("anthropic key", "sk-ant-"),
            "google-ai-studio", Canary.key("google key", "AIza"));
    private final String token;
    private boolean closed;

    StoredKeyStage() {
        String path = "/accounts/default/ai-gateway/gateways";
        admin.post(path, """
                {"id":"team","authentication":true,"cache_invalidate_on_update":true,"cache_ttl":0,
                 "collect_logs":true,"rate_limiting_interval":0,"rate_limiting_limit":0}""").result();
        keys.forEach(
                (provider, key) -> admin.post(path + "/team/provider_configs", """
                {"provider_slug":"%s","alias":"main","default_config":true,"secret":"%s"}""".formatted(provider, key.value()))
                        .result());
        token = admin.post("/accounts/default/tokens", "{\"name\":\"sdk\",\"type\":\"run\",\"gateways\":[\"team\"]}")
                .result()
                .get("value")
                .asString();
    }

    /** The only secret that an SDK is given. */
    String token() {
        return token;
    }

    String url() {
        return gateway.url("team");
    }

    /** Holds what reached the providers and what was written against the keys. */
    void check(int calls) throws IOException {
        List<ReceivedRequest> requests = actor.fake().requests();
        assertThat(requests).hasSize(calls);
        assertThat(requests).allSatisfy(request -> {
            String provider = provider(request.path());
            Canary key = Optional.ofNullable(keys.get(provider)).orElseThrow();
            String expected = provider.equals("openai") ? "Bearer " + key.value() : key.value();
            assertThat(SLOT.values().stream().map(request::header).flatMap(Optional::stream))
                    .containsExactly(expected);
            assertThat(request.header(Optional.ofNullable(SLOT.get(provider)).orElseThrow()))
                    .contains(expected);
            String all = request.requestLine() + request.headers() + request.bodyText();
            assertThat(CanaryScanner.of(canary("token", token), canary("management", admin.token()))
                            .scan("upstream", all))
                    .isEmpty();
            assertThat(all).doesNotContainIgnoringCase("cf-aig-");
        });
        // While it runs, with the spool as it is; rows() waits until all of it is stored; then with all of it closed.
        assertThat(scanner().scan(gateway.data())).isEmpty();
        assertThat(gateway.awaitRows(calls, row -> true))
                .allSatisfy(row -> assertThat(row.credential()).isEqualTo(Credential.STORED));
        assertThat(scanner().scan(gateway.data())).isEmpty();
        close();
        assertThat(scanner().scan(gateway.data())).isEmpty();
    }

    private CanaryScanner scanner() throws IOException {
        String master =
                Files.readString(gateway.data().resolveSibling("penstock.key")).strip();
        List<Canary> all = new ArrayList<>(keys.values());
        all.add(canary("token", token));
        all.add(canary("management", admin.token()));
        all.add(new Canary("master key", master, master));
        return CanaryScanner.of(all.toArray(Canary[]::new));
    }

    /** The secret part of a token: its id before it is no secret. */
    private static Canary canary(String name, String token) {
        return new Canary(name, token, token.substring(token.length() - SECRET));
    }

    private static String provider(String path) {
        if (path.contains("/chat/completions")) {
            return "openai";
        }
        return path.contains("/messages") ? "anthropic" : "google-ai-studio";
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            gateway.close();
            actor.close();
        }
    }
}
