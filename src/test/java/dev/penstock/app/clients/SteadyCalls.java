package dev.penstock.app.clients;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls of dynamic routes at a fixed rate of arrival, until it is stopped; one in ten wants a stream. Of each it keeps when it
 * was sent and answered, and who served it, which no report of {@code OpenLoop} tells.
 */
final class SteadyCalls {
    private static final Pattern MODEL = Pattern.compile("\"model\":\"([^\"]*)\"");

    private final URI chat;
    private final int rate;
    private final List<String> routes;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<?>> open = new ConcurrentLinkedQueue<>();
    private final Thread sender;
    private volatile boolean stopped;
    /** Counts answers of calls that were sent since it was made. */
    private volatile CountDownLatch since = new CountDownLatch(0);

    private SteadyCalls(String gateway, int rate, List<String> routes) {
        this.chat = URI.create(gateway + "/compat/chat/completions");
        this.rate = rate;
        this.routes = routes;
        this.sender = Thread.ofPlatform().daemon().name("steady-calls").unstarted(this::sendAll);
    }

    /**
     * One call.
     *
     * @param status 0 where none came
     * @param model who served it, by the answer's head; "" where nobody did
     * @param text the answer's body, or what went wrong
     */
    record Call(String route, boolean stream, long sent, long answered, int status, String model, String text) {
        /** A whole answer of the one model that its head names. */
        boolean isWhole() {
            Matcher models = MODEL.matcher(text);
            boolean isOfOne = models.find();
            models.reset();
            while (models.find()) {
                isOfOne &= models.group(1).equals(model);
            }
            return status == 200 && isOfOne && (!stream || text.endsWith("data: [DONE]\n\n"));
        }

        double millis() {
            return (answered - sent) / 1e6;
        }
    }

    /** So many calls a second in all, of these routes in turn. */
    static SteadyCalls start(String gateway, int rate, String... routes) {
        SteadyCalls calls = new SteadyCalls(gateway, rate, List.of(routes));
        calls.sender.start();
        return calls;
    }

    /** Waits until so many are answered that were sent from now on. */
    void await(int count) throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(count);
        since = latch;
        if (!latch.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("Waited 30 s in vain for " + latch.getCount() + " more answers");
        }
    }

    /** All of them, once the last one is answered. */
    List<Call> stop() throws InterruptedException {
        stopped = true;
        sender.join();
        CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)).join();
        http.close();
        return List.copyOf(calls);
    }

    private void sendAll() {
        long start = System.nanoTime();
        for (long i = 0; !stopped; i++) {
            long due = start + i * 1_000_000_000L / rate;
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            open.add(send(routes.get((int) (i % routes.size())), i / routes.size() % 10 == 9));
        }
    }

    private CompletableFuture<?> send(String route, boolean stream) {
        String body = "{\"model\":\"dynamic/" + route + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        HttpRequest request = HttpRequest.newBuilder(chat)
                .timeout(Duration.ofSeconds(30))
                .header("content-type", "application/json")
                .header("authorization", "Bearer sk-a-made-up-key")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        CountDownLatch waiting = since;
        long sent = System.nanoTime();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).handle((answer, failed) -> {
            long now = System.nanoTime();
            waiting.countDown();
            return calls.add(
                    failed != null
                            ? new Call(route, stream, sent, now, 0, "", failed.toString())
                            : new Call(route, stream, sent, now, answer.statusCode(), model(answer), answer.body()));
        });
    }

    private static String model(HttpResponse<String> answer) {
        return answer.headers().firstValue("cf-aig-model").orElse("");
    }
}
