package dev.penstock.app.ledger;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A client that spends: chat calls to one gateway, alone or many at once. */
final class Spending implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;

    /** @param url of the chat endpoint */
    Spending(String url) {
        this.url = URI.create(url);
    }

    static String chat(String model, int maxTokens) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":" + maxTokens
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    HttpResponse<String> send(String body, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .header("authorization", "Bearer sk-test")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Whether the answer broke off. */
    boolean cut(String body, Map<String, String> headers) throws InterruptedException {
        try {
            send(body, headers);
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    /** So many calls at the same moment; their answers in any order. */
    List<HttpResponse<String>> burst(int calls, String body, Map<String, String> headers)
            throws InterruptedException, ExecutionException {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<HttpResponse<String>>> sent = new ArrayList<>(calls);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < calls; i++) {
                sent.add(threads.submit(() -> {
                    start.await();
                    return send(body, headers);
                }));
            }
            start.countDown();
            List<HttpResponse<String>> answers = new ArrayList<>(calls);
            for (Future<HttpResponse<String>> one : sent) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
