package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Stored keys are replaced and deleted, and the key that seals them is rotated, while 200 calls a second go on. */
class KeysUnderLoadTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Duration BETWEEN_ACTS = Duration.ofMillis(1500);

    private final Canary first = Canary.key("first", "sk-");
    private final Canary second = Canary.key("second", "sk-");
    private final Canary others = Canary.key("others", "sk-");

    @Test
    void keys_change_within_a_second_and_no_call_of_anyone_else_fails() throws Exception {
        FakeProvider fake = FakeProvider.start();
        String yaml =
                "gateways:\n  - {id: changing, authentication: false}\n  - {id: steady, authentication: false}\nproviders:\n  openai:\n    base_url: "
                        + fake.origin() + "/v1\n";
        RunningGateway gateway = RunningGateway.of(yaml);
        try {
            fake.otherwise(Script.json(200, "{}"));
            ApiClient admin = ApiClient.of(gateway);
            String key = stored(admin, "changing", first);
            stored(admin, "steady", others);
            SteadyCalls load = new SteadyCalls(List.of(url(gateway, "changing"), url(gateway, "steady")));
            Thread running = Thread.ofPlatform().start(load);
            SteadyCalls.pause(BETWEEN_ACTS);

            long replacedAt = System.nanoTime();
            admin.put(key, "{\"secret\":\"" + second.value() + "\"}").result();
            SteadyCalls.pause(BETWEEN_ACTS);
            int beforeRotation = load.calls().size();
            gateway.reload(yaml + rotated(gateway));
            SteadyCalls.pause(BETWEEN_ACTS);
            assertThat(load.calls()).hasSizeGreaterThan(beforeRotation + 150).allMatch(call -> call.status() == 200);
            long deletedAt = System.nanoTime();
            admin.delete(key).result();
            SteadyCalls.pause(BETWEEN_ACTS);
            load.end();
            running.join();

            List<ReceivedRequest> seen = fake.requests();
            System.out.printf(
                    "calls %d; old key last seen %.1f ms after its replacement, new one first after %.1f ms;"
                            + " deleted one last after %.1f ms%n",
                    load.calls().size(),
                    (last(seen, first) - replacedAt) / 1e6,
                    (first(seen, second) - replacedAt) / 1e6,
                    (last(seen, second) - deletedAt) / 1e6);
            assertThat(load.calls()).hasSizeGreaterThan(800);
            assertThat(load.calls().stream().filter(call -> call.to() == 1)).allMatch(call -> call.status() == 200);
            assertThat(seen.stream().filter(request -> request.bodyText().contains("of-1")))
                    .allMatch(request -> shows(request, others));
            assertThat(seen.stream().filter(request -> request.bodyText().contains("of-0")))
                    .noneMatch(request -> shows(request, others));
            assertThat(last(seen, first)).isLessThan(replacedAt + SECOND);
            assertThat(first(seen, second)).isBetween(replacedAt, replacedAt + SECOND);
            assertThat(last(seen, second)).isBetween(deletedAt - SECOND, deletedAt + SECOND);
            gateway.reload(yaml + "master_key:\n  file: next.key\n");
        } finally {
            gateway.close();
        }
        startsWithTheNewMasterKeyAlone(gateway, fake);
        fake.close();
    }

    private void startsWithTheNewMasterKeyAlone(RunningGateway gateway, FakeProvider fake) throws IOException {
        Files.delete(folder(gateway).resolve("penstock.key"));
        try (RunningGateway again = gateway.again()) {
            fake.forget();
            fake.otherwise(Script.json(200, "{}"));
            RawRequest request = RawRequest.post("/v1/default/steady/openai/chat/completions")
                    .json("{\"messages\":[]}");
            assertThat(RawClient.exchange(again.port(), request).status()).isEqualTo(200);
            assertThat(shows(fake.awaitRequest(), others)).isTrue();
        }
    }

    /** Makes another master key beside the first, and says so in the file. */
    private static String rotated(RunningGateway gateway) throws IOException {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Path file = folder(gateway).resolve("next.key");
        Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return "master_key:\n  file: next.key\n  previous:\n    - file: penstock.key\n";
    }

    private static Path folder(RunningGateway gateway) {
        return gateway.data().resolveSibling(".").normalize();
    }

    private static String stored(ApiClient admin, String gateway, Canary key) {
        String path = "/accounts/default/ai-gateway/gateways/" + gateway + "/provider_configs";
        String body = "{\"provider_slug\":\"openai\",\"alias\":\"default\",\"default_config\":true,\"secret\":\""
                + key.value() + "\"}";
        return path + "/" + admin.post(path, body).result().get("id").asString();
    }

    private static URI url(RunningGateway gateway, String id) {
        return URI.create(gateway.url(id) + "/openai/chat/completions");
    }

    private static boolean shows(ReceivedRequest request, Canary key) {
        return request.header("authorization").equals(Optional.of("Bearer " + key.value()));
    }

    private static long first(List<ReceivedRequest> seen, Canary key) {
        return seen.stream()
                .filter(request -> shows(request, key))
                .mapToLong(ReceivedRequest::headNanos)
                .min()
                .orElseThrow();
    }

    private static long last(List<ReceivedRequest> seen, Canary key) {
        return seen.stream()
                .filter(request -> shows(request, key))
                .mapToLong(ReceivedRequest::headNanos)
                .max()
                .orElseThrow();
    }
}
