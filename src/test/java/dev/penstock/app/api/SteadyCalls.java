package dev.penstock.app.api;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** 200 calls a second in turn to some addresses, without waiting for answers; each names its address in its body. */
final class SteadyCalls implements Runnable {
    private static final long BETWEEN = TimeUnit.SECONDS.toNanos(1) / 200;

    /** One call: to which address, and its status; 0 where none came. */
    record Called(int to, int status) {}

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<Called> calls = new ConcurrentLinkedQueue<>();
    private final List<URI> urls;
    private volatile boolean ended;

    SteadyCalls(List<URI> urls) {
        this.urls = List.copyOf(urls);
    }

    @Override
    public void run() {
        long began = System.nanoTime();
        Queue<CompletableFuture<Void>> open = new ConcurrentLinkedQueue<>();
        for (int i = 0; !ended && i < 12_000; i++) {
            pauseUntil(began + i * BETWEEN);
            open.add(send(i % urls.size()));
        }
        CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)).join();
    }

    /** No call is sent from now on; those under way end. */
    void end() {
        ended = true;
    }

    List<Called> calls() {
        return List.copyOf(calls);
    }

    static void pause(Duration time) {
        pauseUntil(System.nanoTime() + time.toNanos());
    }

    private static void pauseUntil(long nanos) {
        while (System.nanoTime() < nanos) {
            LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }

    private CompletableFuture<Void> send(int to) {
        HttpRequest request = HttpRequest.newBuilder(urls.get(to))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"of-" + to + "\",\"messages\":[]}"))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .handle((response, failure) -> calls.add(new Called(to, failure == null ? response.statusCode() : 0)))
                .thenAccept(ignored -> {});
    }
}
