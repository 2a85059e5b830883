package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.RunningGateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The trail as an operator checks it at a prompt, and the set-up step. */
class AuditCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void set_up_verify_list_and_begin_anew() throws Exception {
        RunningGateway gateway = RunningGateway.of("");
        String setUp = gateway.penstock().setUpToken().orElseThrow().reveal();
        String url = "http://127.0.0.1:" + gateway.adminPort();
        assertThat(run("set-up", setUp, "--url", url, "--name", "me")).isZero();
        String token = out.toString()
                .lines()
                .filter(line -> line.startsWith("psm_"))
                .findFirst()
                .orElseThrow();
        assertThat(token).isNotEqualTo(setUp);
        assertThat(run("set-up", setUp, "--url", url)).isEqualTo(1);
        ApiClient admin = ApiClient.nobody(gateway).as(token);
        admin.post("/accounts", "{\"name\":\"acme\"}").result();

        String data = gateway.data().toString();
        assertThat(run("audit", "verify", "--data", data)).isZero();
        assertThat(out.toString()).contains("The audit trail is whole: ");
        assertThat(run("audit", "list", "--data", data)).isZero();
        assertThat(out.toString()).contains("me (", "account created  accounts/acme");
        gateway.close();

        Path trail = gateway.data().resolve("audit").resolve("audit.log");
        List<String> lines = Files.readAllLines(trail);
        Files.write(trail, lines.subList(0, lines.size() - 1));
        assertThat(run("audit", "verify", "--json", "--data", data)).isEqualTo(1);
        assertThat(out.toString()).contains("\"good\":false", "\"entry\":" + lines.size());
        assertThat(run("audit", "begin-anew", "--data", data)).isZero();
        assertThat(run("audit", "verify", "--data", data)).isZero();
        try (RunningGateway again = gateway.again()) {
            assertThat(ApiClient.nobody(again)
                            .as(token)
                            .delete("/accounts/acme")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(run("audit", "verify", "--data", data)).isZero();
        assertThat(run("audit", "verify", "--data", data + "/nothing")).isEqualTo(2);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        Surroundings surroundings = new Surroundings(
                Map.of(),
                Path.of(""),
                new PrintWriter(out),
                new PrintWriter(err),
                InstantSource.system(),
                new SecureRandom()::nextBytes,
                Set::of);
        return Main.run(arguments, surroundings, plan -> 0);
    }
}
