package dev.penstock.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The SDKs of npm with an address and a gateway token, while the gateway keeps the providers' keys. */
@Tag("clients")
class StoredKeysNpmTest {
    private static final Path SCRIPTS = Path.of("target", "clients");

    @Test
    void three_sdks_chat_stream_and_call_a_tool() throws Exception {
        try (StoredKeyStage stage = new StoredKeyStage()) {
            JsonNode seen = JsonMapper.shared().readTree(run(stage));
            assertThat(seen.propertyNames()).containsExactly("openai", "anthropic", "google");
            assertThat(seen.values()).allSatisfy(one -> {
                assertThat(one.get("whole").toString()).contains("Where is Zürich?");
                assertThat(one.get("streamed").toString()).contains("Where is Zürich?");
                assertThat(one.get("answer").toString()).contains("The tool said: ");
            });
            stage.check(12);
        }
    }

    private static String run(StoredKeyStage stage) throws Exception {
        Path out = SCRIPTS.resolve("stored-keys.out.json");
        Path errors = SCRIPTS.resolve("stored-keys.err.txt");
        ProcessBuilder node = new ProcessBuilder("node", "stored-keys.mjs")
                .directory(SCRIPTS.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        node.environment().putAll(Map.of("GATEWAY_URL", stage.url(), "GATEWAY_TOKEN", stage.token()));
        Process process = node.start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("stored-keys.mjs ended; see %s", errors).isTrue();
        assertThat(process.exitValue())
                .as("stored-keys.mjs: %s", Files.readString(errors))
                .isZero();
        return Files.readString(out);
    }
}
