package dev.penstock.app.ledger;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A gateway called shop that has limits, before a provider that answers at once, or when it is told to. */
final class Limited implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String ANSWER = """
            {"id":"c","object":"chat.completion","model":"%s","choices":[{"index":0,"finish_reason":"stop",
            "message":{"role":"assistant","content":"Hi"}}],
            "usage":{"prompt_tokens":1000,"completion_tokens":1000,"total_tokens":2000}}""";

    final FakeProvider fake = FakeProvider.start();
    final RunningGateway gateway;

    /** Calls whose body says SLOW are answered when this is opened. */
    final CountDownLatch slow = new CountDownLatch(1);

    /** Models the provider has no answer for. */
    final Set<String> failing = ConcurrentHashMap.newKeySet();

    private boolean isStopped;

    private Limited(String file) {
        fake.answering(this::answer);
        gateway = RunningGateway.of(file.replace("ORIGIN", fake.origin()));
    }

    /** With these settings of the gateway. */
    static Limited gateway(String settings) {
        return new Limited(file(settings, ""));
    }

    /** With settings of the gateway, and others of the file. */
    static Limited gateway(String settings, String more) {
        return new Limited(file(settings, more));
    }

    private static String file(String settings, String more) {
        return """
                providers:
                  openai:
                    base_url: ORIGIN/v1
                  groq:
                    base_url: ORIGIN/openai/v1
                  anthropic:
                    base_url: ORIGIN
                  google-ai-studio:
                    base_url: ORIGIN
                  aws-bedrock:
                    base_url: ORIGIN
                gateways:
                  - id: shop
                %s  - id: other
                    authentication: false
                %s""".formatted(open(settings).indent(4), more);
    }

    private static String open(String settings) {
        return settings.contains("authentication") ? settings : "authentication: false\n" + settings;
    }

    /** Takes other settings as a reload would. */
    void reload(String settings, String more) {
        gateway.reload(file(settings, more).replace("ORIGIN", fake.origin()));
    }

    private Script answer(ReceivedRequest request) {
        if (request.bodyText().contains("SLOW")) {
            try {
                boolean opened = slow.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                return Script.json(opened ? 200 : 500, ANSWER.formatted("gpt-4o"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        String model = request.json().path("model").asString("gpt-4o");
        return failing.contains(model) ? Script.json(500, "{}") : Script.json(200, ANSWER.formatted(model));
    }

    static String chat(String model, String words) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\""
                + words + "\"}]}";
    }

    RawRequest request(String path, String body, Map<String, String> headers) {
        RawRequest request = RawRequest.post(path).json(body);
        if (!headers.containsKey("authorization")) {
            request = request.header("authorization", "Bearer sk-test");
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.header(header.getKey(), header.getValue());
        }
        return request;
    }

    RawResponse send(String path, String body, Map<String, String> headers) {
        return RawClient.exchange(gateway.port(), request(path, body, headers));
    }

    RawResponse call(String model, Map<String, String> headers) {
        return send("/v1/default/shop/openai/chat/completions", chat(model, "Hello"), headers);
    }

    int status(Map<String, String> headers) {
        return call("gpt-4o", headers).status();
    }

    /** A call that is under way until {@link #slow} is opened; returns once the provider has it. */
    CompletableFuture<RawResponse> underWay() {
        int before = fake.requests().size();
        CompletableFuture<RawResponse> answer = inBackground("SLOW");
        Await.until("the call at the provider", PATIENCE, () -> fake.requests().size() > before);
        return answer;
    }

    CompletableFuture<RawResponse> inBackground(String words) {
        return CompletableFuture.supplyAsync(
                () -> send("/v1/default/shop/openai/chat/completions", chat("gpt-4o", words), Map.of()),
                task -> Thread.ofVirtual().start(task));
    }

    void awaitWaiting(int calls) {
        Await.until(calls + " waiting", PATIENCE, () -> Metric.of(gateway, "penstock_limit_waiting") == calls);
    }

    static String header(RawResponse answer, String name) {
        return answer.header(name).orElse("absent");
    }

    /** Stops the gateway, which lets calls under way go on for so long. */
    void stop(Duration grace) {
        isStopped = true;
        gateway.close(grace);
    }

    @Override
    public void close() {
        slow.countDown();
        if (!isStopped) {
            gateway.close();
        }
        fake.close();
    }
}
