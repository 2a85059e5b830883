package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is taken away is gone within a second while 200 calls a second go on, and nobody else fails. */
class RevocationUnderLoadTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long BETWEEN_CALLS = SECOND / 200;
    private static final String PATH = "/accounts/default/tokens";

    /** One call: whose, when it was sent, and its status. */
    private record Called(String who, long sentAt, int status) {}

    private final Queue<Called> calls = new ConcurrentLinkedQueue<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void a_revoked_a_rotated_and_an_expiring_token_under_load() {
        try (FakeProvider fake = FakeProvider.start();
                RunningGateway gateway =
                        RunningGateway.of("gateways:\n  - {id: locked, authentication: true}\nproviders:\n  openai:\n"
                                + "    base_url: " + fake.origin() + "/v1\n")) {
            fake.otherwise(Script.json(200, "{}"));
            ApiClient admin = ApiClient.of(gateway);
            JsonNode revoked = made(admin);
            JsonNode rotated = made(admin);
            JsonNode expiring = made(admin);
            URI url = URI.create("http://127.0.0.1:" + gateway.port() + "/v1/default/locked/openai/chat/completions");
            List<Caller> callers = List.of(
                    new Caller("revoked", value(revoked)),
                    new Caller("rotated", value(rotated)),
                    new Caller("expiring", value(expiring)),
                    new Caller("bystander", value(made(admin))));
            Load load = new Load(url, callers, Duration.ofSeconds(4));
            Thread running = Thread.ofPlatform().start(load);

            pause(Duration.ofSeconds(1));
            long revokedAt = System.nanoTime();
            admin.delete(PATH + "/" + id(revoked)).result();
            admin.post(PATH + "/" + id(rotated) + "/rotate", "{\"overlap_seconds\":1}")
                    .result();
            long rotatedAt = System.nanoTime();
            Instant end = Instant.now().plusMillis(1200);
            long endsAt = System.nanoTime() + Duration.ofMillis(1200).toNanos();
            admin.patch(PATH + "/" + id(expiring), "{\"expires_at\":\"" + end + "\"}")
                    .result();
            join(running);

            long revocation = lastGood("revoked") - revokedAt;
            System.out.printf(
                    "calls %d; last good call after: revoked %.1f ms, end of overlap %.1f ms, expired %.1f ms%n",
                    calls.size(),
                    revocation / 1e6,
                    (lastGood("rotated") - rotatedAt - SECOND) / 1e6,
                    (lastGood("expiring") - endsAt) / 1e6);
            assertThat(calls).hasSizeGreaterThan(600);
            assertThat(calls.stream().filter(call -> call.who.equals("bystander")))
                    .allMatch(call -> call.status == 200);
            assertThat(revocation).isLessThan(SECOND);
            goodUntilThenRefused("revoked", revokedAt, revokedAt + SECOND);
            goodUntilThenRefused("rotated", rotatedAt + SECOND / 2, rotatedAt + 2 * SECOND);
            goodUntilThenRefused("expiring", endsAt - SECOND / 2, endsAt + SECOND);
        }
    }

    private void goodUntilThenRefused(String who, long until, long from) {
        assertThat(calls.stream().filter(call -> call.who.equals(who) && call.sentAt < until - SECOND / 4))
                .as(who + " before")
                .isNotEmpty()
                .allMatch(call -> call.status == 200);
        assertThat(calls.stream().filter(call -> call.who.equals(who) && call.sentAt > from))
                .as(who + " after")
                .isNotEmpty()
                .allMatch(call -> call.status == 401);
    }

    private long lastGood(String who) {
        return calls.stream()
                .filter(call -> call.who.equals(who) && call.status == 200)
                .mapToLong(Called::sentAt)
                .max()
                .orElseThrow();
    }

    /** Someone who calls with a token. A stored key that is deleted is one whose calls need that key. */
    private record Caller(String name, String token) {}

    /** Calls in turn at a steady pace, without waiting for answers, then waits for them all. */
    private final class Load implements Runnable {
        private final URI url;
        private final List<Caller> callers;
        private final Duration time;

        Load(URI url, List<Caller> callers, Duration time) {
            this.url = url;
            this.callers = callers;
            this.time = time;
        }

        @Override
        public void run() {
            long began = System.nanoTime();
            Queue<CompletableFuture<Void>> open = new ConcurrentLinkedQueue<>();
            for (int i = 0; i * BETWEEN_CALLS < time.toNanos(); i++) {
                while (System.nanoTime() - began < i * BETWEEN_CALLS) {
                    LockSupport.parkNanos(began + i * BETWEEN_CALLS - System.nanoTime());
                }
                open.add(send(callers.get(i % callers.size())));
            }
            CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)).join();
        }

        private CompletableFuture<Void> send(Caller caller) {
            long sentAt = System.nanoTime();
            HttpRequest request = HttpRequest.newBuilder(url)
                    .timeout(Duration.ofSeconds(20))
                    .header("cf-aig-authorization", "Bearer " + caller.token)
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"messages\":[]}"))
                    .build();
            return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                    .handle((response, failure) ->
                            calls.add(new Called(caller.name, sentAt, failure == null ? response.statusCode() : 0)))
                    .thenAccept(ignored -> {});
        }
    }

    private static JsonNode made(ApiClient admin) {
        return admin.post(PATH, "{\"name\":\"t\",\"type\":\"run\"}").result();
    }

    private static String id(JsonNode made) {
        return made.get("id").asString();
    }

    private static String value(JsonNode made) {
        return made.get("value").asString();
    }

    private static void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
