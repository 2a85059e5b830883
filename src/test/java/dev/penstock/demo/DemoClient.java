package dev.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A demo provider and a client of it, with readers of its answers. */
final class DemoClient implements AutoCloseable {
    static final String CHAT = "/v1/chat/completions";
    static final String GEMINI = "/v1beta/models/demo-chat";
    private static final JsonMapper JSON = new JsonMapper();

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final DemoProvider demo;

    DemoClient(Duration pace) {
        this.demo = start(vertx, pace);
    }

    private static DemoProvider start(Vertx vertx, Duration pace) {
        return DemoProvider.start(
                        vertx, RandomGenerator.of("L64X128MixRandom"), () -> Instant.ofEpochSecond(1_800_000_000), pace)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    int port() {
        return demo.port();
    }

    @Override
    public void close() {
        client.close();
        wait(demo.close());
        wait(vertx.close());
    }

    private static void wait(Future<?> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(10))
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    HttpResponse<InputStream> open(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofInputStream());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    static String chat(String model, String message, String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + message + "\"}]" + more
                + "}";
    }

    static String messages(String message, int limit, String more) {
        return chat("demo-chat", message, ",\"max_tokens\":" + limit + more);
    }

    static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    static List<String> data(String stream, String separator) {
        assertThat(stream).endsWith(separator);
        return Arrays.stream(stream.split(separator, -1))
                .filter(event -> !event.isEmpty())
                .map(event -> event.substring(event.indexOf("data: ") + 6))
                .toList();
    }

    /** Named events, each name equal to its data's type. */
    static List<JsonNode> events(String stream) {
        return Arrays.stream(stream.split("\n\n", -1))
                .filter(event -> !event.isEmpty())
                .map(event -> {
                    JsonNode data = JSON.readTree(event.substring(event.indexOf("\ndata: ") + 7));
                    assertThat(event).startsWith("event: " + data.at("/type").asString() + "\n");
                    return data;
                })
                .toList();
    }

    static String joined(List<JsonNode> nodes, String pointer) {
        StringBuilder all = new StringBuilder();
        nodes.forEach(node ->
                all.append(node.at(pointer).isString() ? node.at(pointer).asString() : ""));
        return all.toString();
    }
}
