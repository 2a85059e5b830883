package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.ManagementTokenSettings;
import dev.penstock.config.Resolved;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    Path folder = Path.of("");

    private final Map<String, String> environment = new HashMap<>();
    private final List<LaunchPlan> launched = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void forget() {
        System.clearProperty(Logging.FORMAT);
        System.clearProperty(Logging.LEVEL);
    }

    @Test
    void serves_with_defaults_where_there_is_no_file() {
        assertThat(run("serve")).isEqualTo(7);

        LaunchPlan plan = launched.getFirst();
        assertThat(plan.settings().port()).isEqualTo(8787);
        assertThat(plan.data()).isEqualTo(Path.of("./data"));
        assertThat(plan.resolved()).contains(new Resolved("port", "8787", "default"));
    }

    @Test
    void reads_the_file_beside_it_unless_another_is_named() throws Exception {
        Files.writeString(folder.resolve("penstock.yaml"), "port: 1\naccount: here\n");
        Path other = Files.writeString(folder.resolve("other.yaml"), "port: 2\n");
        Path third = Files.writeString(folder.resolve("third.yaml"), "port: 3\n");

        run("serve");
        environment.put("PENSTOCK_CONFIG", other.toString());
        run("serve");
        run("serve", "--config", third.toString());

        assertThat(launched).extracting(plan -> plan.settings().port()).containsExactly(1, 2, 3);
        assertThat(launched.get(2).resolved()).contains(new Resolved("port", "3", third + " line 1"));
    }

    @Test
    void options_win_over_variables_and_variables_over_the_file() throws Exception {
        Files.writeString(folder.resolve("penstock.yaml"), "port: 1\nadmin_port: 2\nhost: localhost\ndata: /a\n");
        environment.putAll(Map.of("PENSTOCK_PORT", "11", "PENSTOCK_ADMIN_PORT", "12", "PENSTOCK_DATA", "/b"));

        run("serve", "--port", "21", "--data=/c", "--demo", "--admin-host", "::1");

        var settings = launched.getFirst().settings();
        assertThat(settings.port()).isEqualTo(21);
        assertThat(settings.adminPort()).isEqualTo(12);
        assertThat(settings.host()).isEqualTo("localhost");
        assertThat(settings.data()).isEqualTo(Path.of("/c"));
        assertThat(settings.demo()).isTrue();
        assertThat(settings.adminHost()).isEqualTo("::1");
    }

    @Test
    void refuses_to_start_with_every_problem_named() throws Exception {
        Files.writeString(folder.resolve("penstock.yaml"), "prot: 1\nlog: {level: loud}\n");

        assertThat(run("serve", "--port", "x")).isEqualTo(2);
        assertThat(launched).isEmpty();
        assertThat(err.toString()).isEqualToNormalizingNewlines("""
                        Penstock does not start:
                          penstock.yaml line 1: unknown key 'prot'; did you mean 'port'?
                          penstock.yaml line 2: 'log.level' is loud; must be error, warn, info or debug
                          --port: 'port' is x; must be 0 to 65535
                        """);
    }

    @Test
    void refuses_a_file_that_is_named_but_not_there() {
        Path missing = folder.resolve("missing.yaml");

        assertThat(run("serve", "-c", missing.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("  " + missing + " does not exist; --config names it");
        assertThat(run("check", "-c", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("  " + folder + " cannot be read: IOException");
    }

    @Test
    void refuses_to_be_reached_by_others_through_an_open_gateway() throws Exception {
        Files.writeString(folder.resolve("penstock.yaml"), "gateways: [{id: open, authentication: false}]\n");

        assertThat(run("serve", "--host", "0.0.0.0")).isEqualTo(2);
        assertThat(run("check", "--host", "0.0.0.0")).isEqualTo(2);
        assertThat(launched).isEmpty();
        assertThat(err.toString())
                .contains("  'host' is 0.0.0.0, which others than this machine can reach, but gateway 'open' has"
                        + " authentication off; set 'authentication: true' on it, or 'host: 127.0.0.1'");
    }

    @Test
    void a_new_management_token_is_what_its_lines_declare() throws Exception {
        assertThat(run(
                        "token",
                        "--management",
                        "--role",
                        "member",
                        "--account",
                        "acme",
                        "--gateway",
                        "prod",
                        "--name",
                        "robot"))
                .isZero();

        String lines = out.toString();
        assertThat(lines).containsPattern("(?m)^psm_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$");
        Files.writeString(folder.resolve("penstock.yaml"), lines.substring(lines.indexOf("management_tokens:")));
        run("serve");
        var token = launched.getFirst().settings().managementTokens().getFirst();
        assertThat(token.role()).isEqualTo(ManagementTokenSettings.Role.MEMBER);
        assertThat(token.account()).contains("acme");
        assertThat(token.gateway()).contains("prod");
        assertThat(token.name()).isEqualTo("robot");
        assertThat(run("check")).isZero();
        assertThat(out.toString())
                .contains("management token " + token.id() + " (robot): member of account acme, gateway prod")
                .doesNotContain(token.sha256() + "\n\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--management",
                "--management --role=root",
                "--role=admin",
                "--management --role=admin --gateway=a",
                "--management --role=admin --account=a/b",
                "--management --role=admin --account=a --gateway=a --gateway=b"
            })
    void a_management_token_that_could_not_be_used_is_not_made(String options) {
        assertThat(run(("token " + options).split(" "))).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains(" must be ", "Usage: penstock token");
    }

    @Test
    void says_what_went_wrong_in_one_line_when_serving_fails() {
        int code = Main.run(new String[] {"serve"}, surroundings(), plan -> {
            throw new IOException("port 8787 is taken");
        });

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).isEqualToNormalizingNewlines("penstock: java.io.IOException: port 8787 is taken\n");
    }

    @Test
    void check_shows_what_each_key_came_to_without_a_secret() throws Exception {
        Files.writeString(folder.resolve("penstock.yaml"), """
                gateways:
                  - {id: prod, zdr: true, stripe: {authorization: sesame}}
                tokens:
                  - {id: "0123456789abcdef", sha256: "%s", name: ci, gateways: prod, expires_at: 2026-11-01}
                """.formatted("ab".repeat(32)));
        environment.put("PENSTOCK_LIMITS_BODY_BYTES", "64KB");

        assertThat(run("check", "--admin-host", "0.0.0.0")).isZero();

        assertThat(out.toString())
                .startsWith("The configuration is good.")
                .containsPattern("limits.body_bytes +64KB +PENSTOCK_LIMITS_BODY_BYTES")
                .containsPattern("port +8787 +default")
                .contains("gateway prod: authentication on, logs on")
                .contains("gateway default (not declared, exists all the same): authentication off, logs on")
                .contains("token 0123456789abcdef (ci): gateways [prod], expired 2026-11-01T00:00:00Z")
                .contains("warning: penstock.yaml line 2: 'gateways[0].zdr' is set, but does not act")
                .contains("warning: 'admin_host' is 0.0.0.0")
                .doesNotContain("sesame", "abab");
        assertThat(err.toString()).isEmpty();
        assertThat(launched).isEmpty();
    }

    @Test
    void check_says_all_that_is_wrong() {
        assertThat(run("check", "--port", "x", "--demo=perhaps")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("The configuration is wrong:")
                .contains("'port' is x", "'demo' is perhaps");
    }

    @Test
    void a_new_token_opens_what_its_lines_declare() throws Exception {
        assertThat(run(
                        "token",
                        "--name",
                        "a \"quoted\" \\ name",
                        "--gateway",
                        "prod",
                        "--gateway",
                        "default",
                        "--expires",
                        "90d"))
                .isZero();

        String lines = out.toString();
        assertThat(lines).containsPattern("(?m)^pst_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$");
        String yaml = lines.substring(lines.indexOf("tokens:"));
        Files.writeString(folder.resolve("penstock.yaml"), "gateways: [{id: prod}]\n" + yaml);
        run("serve", "--host", "0.0.0.0");
        var token = launched.getFirst().settings().tokens().getFirst();
        assertThat(token.name()).contains("a \"quoted\" \\ name");
        assertThat(token.gateways()).contains(Set.of("prod", "default"));
        assertThat(token.expiresAt()).contains(Instant.parse("2027-02-20T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--expires=soon", "--expires=0s", "--expires=999999d", "--gateway=a/b", "--name=", "--name=a\nb"
            })
    void a_token_that_could_not_be_used_is_not_made(String option) {
        assertThat(run("token", option)).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains(option.substring(0, option.indexOf('=')) + " must be ", "Usage: penstock token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "srve", "serve --prot=1", "serve extra", "check --no", "token --name"})
    void wrong_usage_is_explained(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");

        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString()).isNotEmpty();
        assertThat(err.toString().contains("Usage: penstock") || err.toString().contains("Did you mean"))
                .isTrue();
        assertThat(launched).isEmpty();
    }

    @Test
    void help_is_grouped_and_tells_of_variables() {
        assertThat(run("serve", "--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "Where it listens:",
                        "What it keeps and serves:",
                        "--admin-port=PORT",
                        "PENSTOCK_LIMITS_BODY_BYTES");
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("serve", "check", "token", "audit", "set-up", "logs", "version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "check", "token", "logs", "version"})
    void every_command_explains_itself(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: penstock " + command);
    }

    @Test
    void version_names_itself_and_java() {
        assertThat(run("version")).isZero();
        assertThat(out.toString()).startsWith("penstock ").contains("Java 25");
    }

    @Test
    void the_log_is_set_before_the_first_line_is_written() {
        environment.put("PENSTOCK_LOG_FORMAT", "json");
        environment.put("PENSTOCK_LOG_LEVEL", "debug");

        run("serve");

        assertThat(System.getProperty(Logging.FORMAT)).isEqualTo("json");
        assertThat(System.getProperty(Logging.LEVEL)).isEqualTo("DEBUG");
    }

    private int run(String... arguments) {
        return Main.run(arguments, surroundings(), plan -> {
            launched.add(plan);
            return 7;
        });
    }

    private Surroundings surroundings() {
        return new Surroundings(
                environment,
                folder,
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                InstantSource.fixed(Instant.parse("2026-11-22T12:00:00.5Z")),
                new Random(3)::nextBytes,
                () -> Set.of("openai"));
    }
}
