package dev.penstock.app.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.Ports;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.SseLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The commands as people and scripts run them: what they say, and how they end. */
class RunningAsUserTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    private final FakeProvider fake = FakeProvider.start();

    @TempDir
    private Path folder = Path.of("");

    /** What a command printed, both outputs together, and its exit code. */
    private record Ran(int code, String printed) {}

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void serve_says_where_it_listens_and_logs_show_calls_while_it_runs_and_after() throws Exception {
        fake.otherwise(Events.chat("Hello").model("gpt-4o").usage(9, 2).wholeScript());
        String yaml = "providers:\n  openai:\n    base_url: " + fake.origin() + "/v1\n";
        try (ChildGateway gateway = ChildGateway.ready(folder, yaml)) {
            Await.until("the greeting", PATIENCE, () -> gateway.printed().contains("Try:"));
            assertThat(gateway.printed())
                    .contains("Penstock is ready.")
                    .contains("http://127.0.0.1:" + gateway.port() + "/v1/default/{gateway}/{provider}")
                    .contains("http://127.0.0.1:" + gateway.adminPort() + "/healthz")
                    .contains(gateway.data().toString())
                    .contains("default (open to this machine)")
                    .contains("curl ");
            String first = call(gateway);

            Ran listed = run("logs", "--data", gateway.data().toString());
            assertThat(listed.code).isZero();
            assertThat(listed.printed).contains("openai/gpt-4o").contains("200").contains(first);
            followsWithinASecond(gateway);

            gateway.terminate();
            assertThat(gateway.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            Ran stopped = run("logs", "--data", gateway.data().toString(), "--json");
            assertThat(stopped.code).isZero();
            List<String> lines = stopped.printed.lines().toList();
            assertThat(lines)
                    .hasSize(2)
                    .allSatisfy(
                            line -> assertThat(JSON.readTree(line).isObject()).isTrue());
            assertThat(lines.getFirst()).contains(first);
        }
    }

    private void followsWithinASecond(ChildGateway gateway) throws Exception {
        Path followed = folder.resolve("followed");
        Process follower = ChildGateway.run(
                folder, followed, "logs", "--data", gateway.data().toString(), "--follow", "--json");
        try {
            Await.until(
                    "the follower to begin",
                    PATIENCE,
                    () -> read(followed).lines().count() == 1);
            String id = call(gateway);
            long called = System.nanoTime();
            Await.until(
                    "the new call to be shown", PATIENCE, () -> read(followed).contains(id));
            // One second is the claim; the other is for a machine that does something else.
            assertThat(Duration.ofNanos(System.nanoTime() - called)).isLessThan(Duration.ofSeconds(2));
            assertThat(read(followed).lines())
                    .allSatisfy(
                            line -> assertThat(JSON.readTree(line).isObject()).isTrue());
        } finally {
            follower.destroy();
            follower.waitFor();
        }
    }

    @Test
    void the_demo_answers_the_command_that_serve_suggests() throws Exception {
        ChildGateway.write(folder, "demo: true\n");
        try (ChildGateway gateway = ChildGateway.ready(folder, "demo: true\n")) {
            Await.until("the greeting", PATIENCE, () -> gateway.printed().contains("Try:"));
            String suggested = gateway.printed()
                    .lines()
                    .filter(line -> line.startsWith("Try:"))
                    .findFirst()
                    .orElseThrow();
            assertThat(suggested).contains(":" + gateway.port() + "/v1/default/default/demo/v1/chat/completions");
            String body = suggested.substring(suggested.indexOf("'{") + 1, suggested.lastIndexOf('\''));
            SseLines answer = RawClient.exchange(
                            gateway.port(),
                            RawRequest.post("/v1/default/default/demo/v1/chat/completions")
                                    .json(body))
                    .sse();
            assertThat(answer.endsWithDone()).isTrue();
        }
    }

    @Test
    void check_shows_what_a_file_comes_to_or_what_is_wrong_with_it() throws Exception {
        ChildGateway.write(folder, "port: 9999\n");
        Ran good = run("check");
        assertThat(good.code).as(good.printed).isZero();
        assertThat(good.printed).contains("The configuration is good.").contains("9999");

        ChildGateway.write(folder, "port: 9999\nprot: 1\n");
        Ran bad = run("check");
        assertThat(bad.code).isEqualTo(2);
        assertThat(bad.printed).contains("penstock.yaml").contains("line 2").contains("prot");
    }

    @Test
    void an_open_gateway_is_not_served_beyond_this_machine() throws Exception {
        ChildGateway.write(folder, "host: 0.0.0.0\ngateways:\n  - id: default\n    authentication: false\n");
        Ran ran = run("serve", "--port", "0", "--admin-port", "0");
        assertThat(ran.code).as(ran.printed).isEqualTo(2);
        assertThat(ran.printed).contains("does not start").contains("default");
        isForPeople(ran);
    }

    @Test
    void a_port_in_use_is_said_plainly() throws Exception {
        ChildGateway.write(folder, "");
        try (ServerSocket used = new ServerSocket()) {
            used.bind(Ports.loopback(0));
            String port = Integer.toString(used.getLocalPort());

            Ran calls = run("serve", "--port", port, "--admin-port", "0");
            assertThat(calls.code).as(calls.printed).isEqualTo(1);
            assertThat(calls.printed)
                    .contains("Cannot listen on 127.0.0.1 port " + port)
                    .contains("--port");
            isForPeople(calls);

            Ran management = run("serve", "--port", "0", "--admin-port", port);
            assertThat(management.code).as(management.printed).isEqualTo(1);
            assertThat(management.printed).contains("port " + port).contains("--admin-port");
            isForPeople(management);
        }
    }

    @Test
    void a_data_folder_that_cannot_be_used_is_said_plainly() throws Exception {
        ChildGateway.write(folder, "");
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        Ran ran = run(
                "serve",
                "--port",
                "0",
                "--admin-port",
                "0",
                "--data",
                file.resolve("data").toString());
        assertThat(ran.code).as(ran.printed).isEqualTo(1);
        assertThat(ran.printed)
                .contains("Cannot use the data folder " + file.resolve("data"))
                .contains("--data");
        isForPeople(ran);
    }

    @Test
    void two_servers_do_not_share_a_data_folder() throws Exception {
        try (ChildGateway gateway = ChildGateway.ready(folder, "")) {
            Ran second = run(
                    "serve",
                    "--port",
                    "0",
                    "--admin-port",
                    "0",
                    "--data",
                    gateway.data().toString());
            assertThat(second.code).as(second.printed).isEqualTo(1);
            assertThat(second.printed).contains("Another process uses " + gateway.data());
            isForPeople(second);
            assertThat(gateway.readiness()).isEqualTo(200);
        }
    }

    private static void isForPeople(Ran ran) {
        assertThat(ran.printed).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(ran.printed.lines().count()).isLessThanOrEqualTo(4);
    }

    private Ran run(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "ran", ".txt");
        Process process = ChildGateway.run(folder, output, arguments);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Did not end: " + Files.readString(output));
        }
        return new Ran(process.exitValue(), Files.readString(output));
    }

    private static String call(ChildGateway gateway) {
        return RawClient.exchange(
                        gateway.port(),
                        RawRequest.post("/v1/default/default/openai/chat/completions")
                                .json("{\"model\":\"gpt-4o\",\"messages\":[]}"))
                .header("cf-aig-log-id")
                .orElseThrow();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
