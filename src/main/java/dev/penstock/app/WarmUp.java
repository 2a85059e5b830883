package dev.penstock.app;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Calls a running gateway over its demo provider, plain and streamed, so that a JVM under training loads, links and
 * profiles what real calls need.
 */
final class WarmUp {
    private static final int ROUNDS = 10;
    private static final int AT_ONCE = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final List<Sample> SAMPLES = List.of(
            new Sample("v1/chat/completions", chat("")),
            new Sample("v1/chat/completions", chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}")),
            new Sample(
                    "v1/responses",
                    "{\"model\":\"demo-fast\",\"input\":\"Warm up\",\"max_output_tokens\":16,\"stream\":true}"),
            new Sample("v1/messages", chat("")),
            new Sample("v1/messages", chat(",\"stream\":true")),
            new Sample(
                    "v1beta/models/demo-fast:streamGenerateContent?alt=sse",
                    "{\"contents\":[{\"parts\":[{\"text\":\"Warm up\"}]}],\"generationConfig\":{\"maxOutputTokens\":16}}"));

    private WarmUp() {}

    /**
     * Makes the calls, some at once.
     *
     * @param demo the gateway's address of the demo provider, with a closing slash
     * @return how many calls were answered with 200
     */
    static long calls(URI demo) {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            long answered = 0;
            for (int round = 0; round < ROUNDS; round++) {
                List<CompletableFuture<Integer>> statuses = Collections.nCopies(AT_ONCE, SAMPLES).stream()
                        .flatMap(List::stream)
                        .map(sample -> status(client, demo, sample))
                        .toList();
                answered +=
                        statuses.stream().filter(status -> status.join() == 200).count();
            }
            return answered;
        }
    }

    /** The status of one answer; 0 where none came. */
    private static CompletableFuture<Integer> status(HttpClient client, URI demo, Sample sample) {
        HttpRequest request = HttpRequest.newBuilder(demo.resolve(sample.path))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .header("authorization", "Bearer demo")
                .POST(BodyPublishers.ofString(sample.body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofByteArray())
                .thenApply(HttpResponse::statusCode)
                .exceptionally(failed -> 0);
    }

    private static String chat(String more) {
        return "{\"model\":\"demo-fast\",\"max_tokens\":16,\"messages\":[{\"role\":\"user\",\"content\":\"Warm up\"}]"
                + more + "}";
    }

    /** One call to make. */
    private record Sample(String path, String body) {}
}
