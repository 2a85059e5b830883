package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

final class CanaryTest {
    private final Canary canary = Canary.text("prompt");
    private final CanaryScanner scanner = CanaryScanner.of(canary, Canary.key("other", "sk-"));

    @Test
    void finds_a_canary_however_it_is_written() {
        byte[] value = Bytes.of(canary.value());
        for (String written : List.of(
                canary.value(),
                new JsonMapper().writeValueAsString(canary.value()),
                new JsonMapper().writeValueAsString(new JsonMapper().writeValueAsString(canary.value())),
                URLEncoder.encode(canary.value(), StandardCharsets.UTF_8),
                HexFormat.of().formatHex(value),
                Base64.getEncoder().encodeToString(value),
                Base64.getUrlEncoder().withoutPadding().encodeToString(Bytes.of("x" + canary.value())),
                Base64.getEncoder().encodeToString(Bytes.of("xy" + canary.value())),
                canary.needle().substring(0, 40))) {
            assertThat(scanner.scan("log", "before " + written + " after"))
                    .as(written)
                    .isNotEmpty()
                    .allSatisfy(finding -> assertThat(finding.canary()).isEqualTo("prompt"));
        }
    }

    @Test
    void stays_quiet_where_there_is_none(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a"), Canary.text("prompt").value());
        assertThat(scanner.scan(folder)).isEmpty();
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/b"), canary.value());
        assertThat(scanner.scan(folder))
                .extracting(CanaryScanner.Finding::where)
                .contains("sub/b");
        assertThat(scanner.scan(folder).toString()).doesNotContain(canary.needle());
    }
}
