package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every sh block of the pages that operators follow, in order, against a process started as the page says. */
class DocsCommandsTest {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```sh\\n(.*?)^ *```");
    private static final Pattern SET_UP_TOKEN = Pattern.compile("psm_\\w{16}_[\\w-]{43}");
    private static final String SERVE = "bin/penstock serve";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set-up",
                "tokens",
                "keys-and-secrets",
                "management-api",
                "audit",
                "backup",
                "upgrade",
                "prices",
                "cache",
                "dynamic-routes"
            })
    void commands_of_a_page_run(String page) throws Exception {
        List<String> blocks = blocks(Files.readString(Path.of("docs", page + ".md")));
        assertThat(blocks).isNotEmpty();
        int port = Ports.free();
        int adminPort = Ports.free();
        Map<String, String> environment = environment(port, adminPort);
        shim();
        Process server = process(environment, "bin/penstock", "serve", "--demo")
                .redirectOutput(folder.resolve("server.log").toFile())
                .redirectErrorStream(true)
                .start();
        try {
            awaitReady(adminPort);
            environment.put("SET_UP_TOKEN", setUpToken());
            String script = script(blocks, page, port, adminPort);

            Process shell = process(environment, "bash", "-c", script)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

            assertThat(shell.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(shell.exitValue())
                    .as("docs/%s.md ends with:%n%s", page, output)
                    .isZero();
        } finally {
            server.destroy();
            server.waitFor(20, TimeUnit.SECONDS);
            server.destroyForcibly();
        }
    }

    private static List<String> blocks(String page) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(page);
        while (matcher.find()) {
            blocks.add(matcher.group(2).replaceAll("(?m)^" + matcher.group(1), ""));
        }
        return blocks;
    }

    /** The server runs already, as the page says; pages that are not about the first token begin with one. */
    private static String script(List<String> blocks, String page, int port, int adminPort) {
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        if (!page.equals("set-up")) {
            script.append("export PENSTOCK_TOKEN=$(bin/penstock set-up \"$SET_UP_TOKEN\" | grep ^psm_)\n");
        }
        script.append("set -x\n");
        for (String block : blocks) {
            if (!block.startsWith(SERVE)) {
                script.append(block).append('\n');
            }
        }
        return script.toString()
                .replace("127.0.0.1:8787", "127.0.0.1:" + port)
                .replace("127.0.0.1:8788", "127.0.0.1:" + adminPort);
    }

    private Map<String, String> environment(int port, int adminPort) throws IOException {
        Map<String, String> environment = new java.util.HashMap<>();
        environment.put("PENSTOCK_PORT", Integer.toString(port));
        environment.put("PENSTOCK_ADMIN_PORT", Integer.toString(adminPort));
        environment.put("PENSTOCK_URL", "http://127.0.0.1:" + adminPort);
        environment.put("OPENAI_API_KEY", "sk-made-up-for-this-test");
        environment.put(
                "SAFE_PLACE", Files.createDirectory(folder.resolve("safe")).toString());
        return environment;
    }

    /** Stands where bin/penstock stands in a clone, and starts the classes under test. */
    private void shim() throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path script = bin.resolve("penstock");
        Files.writeString(
                script,
                "#!/bin/sh\nexec '" + java + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders"
                        + " --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp '"
                        + System.getProperty("java.class.path") + "' " + Main.class.getName() + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private ProcessBuilder process(Map<String, String> environment, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_"));
        builder.environment().putAll(environment);
        return builder;
    }

    private String setUpToken() throws IOException {
        Matcher token = SET_UP_TOKEN.matcher(Files.readString(folder.resolve("server.log")));
        assertThat(token.find()).isTrue();
        return token.group();
    }

    private static void awaitReady(int adminPort) {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/readyz"))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Await.value("the server is ready", LONGEST_START, () -> {
                try {
                    int status = client.send(ready, HttpResponse.BodyHandlers.discarding())
                            .statusCode();
                    return status == 200 ? Optional.of(true) : Optional.empty();
                } catch (IOException notYet) {
                    return Optional.empty();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(stopped);
                }
            });
        }
    }
}
