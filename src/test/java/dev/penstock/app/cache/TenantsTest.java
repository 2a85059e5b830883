package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tenants who ask the same, at the same time, and never get what was made for another. */
class TenantsTest {
    private static final int ACCOUNTS = 50;
    private static final int PROMPTS = 200;
    private static final int CALLERS = 24;

    private final AtomicInteger asked = new AtomicInteger();
    private final FakeProvider fake = FakeProvider.start().answering(this::answer);
    private final RunningGateway gateway = RunningGateway.of("""
            egress: {allow: [127.0.0.0/8]}
            providers:
              openai: {base_url: ORIGIN/v1}
              groq: {base_url: ORIGIN/v1}
            custom_providers:
              - {slug: one, base_url: ORIGIN/v1}
              - {slug: two, base_url: ORIGIN/v1}
            gateways:
              - {id: g0, authentication: false, cache_ttl: 600}
              - {id: g1, authentication: false, cache_ttl: 600}
              - {id: g2, authentication: false, cache_ttl: 600}
            """.replace("ORIGIN", fake.origin()));

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    private Script answer(ReceivedRequest request) {
        String body = request.bodyText();
        int from = body.indexOf("prompt-");
        String prompt = body.substring(from, body.indexOf('"', from));
        String credential =
                request.header("authorization").orElse("Bearer none").substring("Bearer ".length());
        String words = Provenance.words(asked.incrementAndGet(), prompt, credential, request.path());
        return body.contains("\"stream\":true")
                ? Answers.stream("Answer " + words, 3)
                : Script.json(200, Answers.json(words));
    }

    /** Who asks: what may not be shared with any other. */
    private record Tenant(String account, String gateway, String provider, String credential) {
        String path() {
            return "/v1/" + account + "/" + gateway + "/" + provider + "/";
        }
    }

    private List<Tenant> accounts() {
        ApiClient admin = ApiClient.of(gateway);
        List<Tenant> tenants = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            admin.post("/accounts", "{\"name\":\"account-" + i + "\"}").result();
            admin.post("/accounts/account-" + i + "/ai-gateway/gateways", """
                    {"id":"same","authentication":false,"cache_invalidate_on_update":true,"cache_ttl":600,
                     "collect_logs":true,"rate_limiting_interval":0,"rate_limiting_limit":0}""").result();
            tenants.add(new Tenant("account-" + i, "same", "openai", "sk-same"));
        }
        return tenants;
    }

    /** One account: its gateways, providers at one address, and callers with keys of their own. */
    private static List<Tenant> ofOneAccount() {
        List<Tenant> tenants = new ArrayList<>();
        for (String gateway : List.of("g0", "g1", "g2")) {
            for (String provider : List.of("openai", "groq", "custom-one", "custom-two")) {
                for (int key = 0; key < 4; key++) {
                    tenants.add(new Tenant("default", gateway, provider, "sk-" + key));
                }
            }
        }
        return tenants;
    }

    private void carry(List<Tenant> tenants, int calls, Provenance provenance) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                SplittableRandom random = new SplittableRandom(caller);
                callers.add(threads.submit(() -> {
                    try (RawClient client = RawClient.connect(gateway.port())) {
                        for (int i = 0; i < calls / CALLERS; i++) {
                            call(client, tenants.get(random.nextInt(tenants.size())), random, provenance);
                        }
                    }
                }));
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        }
    }

    private static void call(RawClient client, Tenant tenant, SplittableRandom random, Provenance provenance) {
        // Some questions are asked often: what is kept must be asked for, too.
        String prompt = "prompt-" + (int) (PROMPTS * random.nextDouble() * random.nextDouble());
        boolean streams = random.nextInt(5) == 0;
        boolean named = random.nextInt(5) == 0;
        RawRequest request = RawRequest.post(tenant.path() + "chat/completions")
                .bearer(tenant.credential)
                .json(Answers.body(prompt, streams));
        if (named) {
            String key = "key-" + random.nextInt(20);
            RawResponse response =
                    client.send(request.header("cf-aig-cache-key", key)).response(CachedShop.PATIENCE);
            // A key of its own stands for the caller, too.
            String owner = tenant.account + " " + tenant.gateway + " " + tenant.provider;
            provenance.seen(owner, key, "", credential(response), response);
        } else {
            RawResponse response = client.send(request).response(CachedShop.PATIENCE);
            provenance.seen(tenant.toString(), prompt, prompt, tenant.credential, response);
        }
    }

    private static String credential(RawResponse response) {
        String text = response.text();
        int from = text.indexOf(" by ");
        return from < 0 ? "" : text.substring(from + 4, text.indexOf(' ', from + 4));
    }

    @Test
    void fifty_accounts_who_ask_the_same() throws Exception {
        Provenance provenance = new Provenance();
        carry(accounts(), 10_000, provenance);
        provenance.isPure();
        assertThat(provenance.reused.get()).isGreaterThan(1_000);
        System.out.println("tenants: " + provenance.calls + " calls, " + provenance.reused + " reused, " + asked
                + " asked, " + provenance.foreign.size() + " foreign");
    }

    @Test
    void gateways_providers_and_callers_of_one_account_who_ask_the_same() throws Exception {
        Provenance provenance = new Provenance();
        carry(ofOneAccount(), 5_000, provenance);
        provenance.isPure();
        assertThat(provenance.reused.get()).isGreaterThan(500);
    }

    @Test
    @Tag("soak")
    void fifty_accounts_who_ask_the_same_for_long() throws Exception {
        Provenance provenance = new Provenance();
        List<Tenant> tenants = accounts();
        tenants.addAll(ofOneAccount());
        carry(tenants, 200_000, provenance);
        provenance.isPure();
    }

    @Test
    void nobody_takes_up_another_s_stream() {
        List<Tenant> tenants = new ArrayList<>(accounts().subList(0, 6));
        tenants.addAll(List.of(
                new Tenant("default", "g0", "openai", "sk-0"),
                new Tenant("default", "g0", "openai", "sk-1"),
                new Tenant("default", "g1", "openai", "sk-0"),
                new Tenant("default", "g0", "custom-one", "sk-2")));
        Map<Tenant, String> runs = new LinkedHashMap<>();
        for (Tenant tenant : tenants) {
            RawResponse stream = send(RawRequest.post(tenant.path() + "chat/completions")
                    .bearer(tenant.credential)
                    .header("cf-aig-resume", "true")
                    .json(Answers.body("prompt-0", true)));
            runs.put(tenant, stream.header("cf-aig-run-id").orElseThrow());
        }
        for (Tenant tenant : tenants) {
            RawResponse nothing = resumed(tenant, "0".repeat(32));
            assertThat(nothing.status()).isEqualTo(404);
            runs.forEach((owner, run) -> {
                RawResponse response = resumed(tenant, run);
                if (owner.equals(tenant)) {
                    assertThat(response.status()).isEqualTo(200);
                    assertThat(response.text()).contains(" by " + tenant.credential + " ");
                } else {
                    assertThat(response.status()).as(owner + " by " + tenant).isEqualTo(404);
                    assertThat(response.body()).isEqualTo(nothing.body());
                    assertThat(response.headers().names())
                            .isEqualTo(nothing.headers().names());
                }
            });
        }
    }

    @Test
    void nobody_is_told_what_another_has_asked() {
        List<Tenant> tenants = new ArrayList<>(accounts().subList(0, 6));
        tenants.addAll(List.of(
                new Tenant("default", "g0", "openai", "sk-0"),
                new Tenant("default", "g0", "openai", "sk-1"),
                new Tenant("default", "g1", "openai", "sk-0"),
                new Tenant("default", "g0", "groq", "sk-0"),
                new Tenant("default", "g0", "custom-one", "sk-0"),
                new Tenant("default", "g0", "custom-two", "sk-0")));
        for (String key : List.of("", "named")) {
            for (Tenant tenant : tenants) {
                String explained = explained(tenant, key);
                assertThat(explained).contains("\"outcome\":\"miss\"").doesNotContain("nearest");
                // Its own it is told.
                assertThat(explained(tenant, key))
                        .contains("\"outcome\":\"hit\"")
                        .contains("nearest");
            }
            tenants.removeIf(tenant -> tenant.credential.equals("sk-1"));
        }
    }

    private String explained(Tenant tenant, String key) {
        RawRequest call = RawRequest.post(tenant.path() + "chat/completions")
                .bearer(tenant.credential)
                .header("cf-aig-cache-explain", "true")
                .json(Answers.body("prompt-0", false));
        return send(key.isEmpty() ? call : call.header("cf-aig-cache-key", key))
                .header("cf-aig-cache-explain")
                .orElseThrow();
    }

    private RawResponse resumed(Tenant tenant, String run) {
        return send(RawRequest.get("/v1/" + tenant.account + "/" + tenant.gateway + "/run/" + run + "/resume?from=0")
                .bearer(tenant.credential));
    }

    private RawResponse send(RawRequest request) {
        return RawClient.exchange(gateway.port(), request);
    }
}
