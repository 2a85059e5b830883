package dev.penstock.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ActorProvider;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.RunningGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Cloudflare's own SDK against the management API: every method of its AI Gateway resource, each result checked against
 * the SDK's types.
 */
@Tag("clients")
class CloudflareSdkTest {
    private static final Path SCRIPTS = Path.of("target", "clients");

    @TestFactory
    Stream<DynamicTest> each_method_answers_what_its_types_promise() throws Exception {
        assertThat(SCRIPTS.resolve("node_modules"))
                .as("run ./mvnw verify -Pclients, which installs the SDKs with npm ci")
                .isDirectory();
        try (ActorProvider actor = ActorProvider.start();
                RunningGateway gateway = RunningGateway.with("openai", actor.origin() + "/v1")) {
            List<JsonNode> results =
                    JsonMapper.shared().readTree(run(gateway)).valueStream().toList();
            assertThat(results).hasSizeGreaterThan(40);
            return results.stream()
                    .map(result -> DynamicTest.dynamicTest(
                            result.get("name").asString(),
                            () -> assertThat(result.get("wrong")).isEmpty()));
        }
    }

    private static String run(RunningGateway gateway) throws Exception {
        ApiClient admin = ApiClient.of(gateway);
        Path out = SCRIPTS.resolve("cloudflare.out.json");
        Path errors = SCRIPTS.resolve("cloudflare.err.txt");
        ProcessBuilder node = new ProcessBuilder("node", "cloudflare.mjs")
                .directory(SCRIPTS.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        node.environment()
                .putAll(Map.of(
                        "ADMIN_URL", admin.baseUrl(),
                        "ADMIN_TOKEN", admin.token(),
                        "GATEWAY_ORIGIN", "http://127.0.0.1:" + gateway.port()));
        Process process = node.start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("cloudflare.mjs ended; see %s", errors).isTrue();
        assertThat(process.exitValue())
                .as("cloudflare.mjs: %s", Files.readString(errors))
                .isZero();
        return Files.readString(out);
    }
}
