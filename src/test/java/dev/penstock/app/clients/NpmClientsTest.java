package dev.penstock.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.identity.NewToken;
import dev.penstock.testkit.ActorProvider;
import dev.penstock.testkit.RunningGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The SDKs of npm; {@code src/test/clients} has a script for each, {@code -Pclients} installs what they need. */
@Tag("clients")
class NpmClientsTest {
    private static final Path SCRIPTS = Path.of("target", "clients");
    private static final NewToken TOKEN = NewToken.mint(new SecureRandom()::nextBytes);
    private static final ActorProvider ACTOR = ActorProvider.start();
    private static final RunningGateway GATEWAY =
            RunningGateway.of("""
            gateways:
              # What one scenario makes fail must not be passed over in the next.
              - id: default
                authentication: false
                routing: {health: false}
                routes: [%4$s]
              - id: team
                authentication: true
                routing: {health: false}
                routes: [%4$s]
            tokens:
              - id: "%2$s"
                sha256: "%3$s"
            providers:
              openai:
                base_url: %1$s/v1
              anthropic:
                base_url: %1$s
              google-ai-studio:
                base_url: %1$s
            """.formatted(ACTOR.origin(), TOKEN.id(), TOKEN.sha256(), routes()));

    /** A dynamic route of the name of each model, and one that walks: its first model always fails. */
    private static String routes() {
        List<String> models = List.of(
                "echo",
                "split-utf8",
                "think",
                "tool",
                "tools2",
                "err-401",
                "err-404",
                "err-429",
                "err-500",
                "instream-err",
                "cut");
        Stream<String> plain = models.stream().map(model -> route(model, List.of(model)));
        return Stream.concat(plain, Stream.of(route("walk", List.of("err-500", "echo"))))
                .collect(Collectors.joining(", "));
    }

    private static String route(String name, List<String> models) {
        StringBuilder elements = new StringBuilder("{id: s, type: start, outputs: {next: {elementId: m0}}}");
        for (int i = 0; i < models.size(); i++) {
            String next = i + 1 < models.size() ? "m" + (i + 1) : "e";
            elements.append(
                    (", {id: m%d, type: model, properties: {provider: openai, model: %s, timeout: 0, retries: 0},"
                                    + " outputs: {success: {elementId: e}, fallback: {elementId: %s}}}")
                            .formatted(i, models.get(i), next));
        }
        return "{name: " + name + ", elements: [" + elements + ", {id: e, type: end, outputs: {}}]}";
    }

    @BeforeAll
    static void installed() {
        assertThat(SCRIPTS.resolve("node_modules"))
                .as("run ./mvnw verify -Pclients, which installs the SDKs with npm ci")
                .isDirectory();
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
        ACTOR.close();
    }

    @TestFactory
    Stream<DynamicTest> openai_sees_the_same_with_and_without_the_gateway() throws Exception {
        return scenarios("openai");
    }

    @TestFactory
    Stream<DynamicTest> openai_sees_the_same_at_the_compat_entry() throws Exception {
        return scenarios("compat");
    }

    @TestFactory
    Stream<DynamicTest> anthropic_sees_the_same_with_and_without_the_gateway() throws Exception {
        return scenarios("anthropic");
    }

    @TestFactory
    Stream<DynamicTest> google_genai_sees_the_same_with_and_without_the_gateway() throws Exception {
        return scenarios("google");
    }

    @TestFactory
    Stream<DynamicTest> the_ai_sdk_sees_the_same_with_and_without_the_gateway() throws Exception {
        return scenarios("vercel");
    }

    @TestFactory
    Stream<DynamicTest> ai_gateway_provider_walks_its_models() throws Exception {
        return scenarios("universal");
    }

    private static Stream<DynamicTest> scenarios(String script) throws IOException, InterruptedException {
        List<JsonNode> results =
                JsonMapper.shared().readTree(run(script)).valueStream().toList();
        assertThat(results).as("scenarios of %s.mjs", script).hasSizeGreaterThan(5);
        return results.stream()
                .map(result -> DynamicTest.dynamicTest(
                        script + ": " + result.path("name").asString(), () -> check(result)));
    }

    /** Every run saw what was expected, and what the direct one saw where there is one. */
    private static void check(JsonNode result) {
        JsonNode direct = result.path("direct");
        assertThat(result.path("through")).isNotEmpty();
        for (JsonNode through : result.path("through")) {
            for (JsonNode expected : result.path("expected")) {
                assertThat(lines(through)).anyMatch(line -> line.contains(expected.asString()));
            }
            if (direct.isArray()) {
                assertThat(lines(through)).isEqualTo(lines(direct));
            }
        }
    }

    private static List<String> lines(JsonNode seen) {
        return seen.valueStream().map(JsonNode::asString).toList();
    }

    /** What the script prints; its errors go to a file of its own. */
    private static String run(String script) throws IOException, InterruptedException {
        Path out = SCRIPTS.resolve(script + ".out.json");
        Path errors = SCRIPTS.resolve(script + ".err.txt");
        ProcessBuilder node = new ProcessBuilder("node", script + ".mjs")
                .directory(SCRIPTS.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        node.environment()
                .putAll(Map.of(
                        "PROVIDER_URL", ACTOR.origin(),
                        "GATEWAY_URL", GATEWAY.url(),
                        "GATEWAY_TOKEN", TOKEN.secret().reveal(),
                        "AI_SDK_LOG_WARNINGS", "false"));
        Process process = node.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("%s.mjs ended; see %s", script, errors).isTrue();
        assertThat(process.exitValue())
                .as("%s.mjs: %s", script, Files.readString(errors))
                .isZero();
        return Files.readString(out);
    }
}
