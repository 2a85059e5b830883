package dev.penstock.bench;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.BenchUpstream;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.LoadTarget;
import dev.penstock.testkit.Ports;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The processes of a benchmark: one upstream, nginx before it, Penstock before it. */
final class Stand implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final Path folder;
    private final List<Process> processes = new CopyOnWriteArrayList<>();
    private final int upstreamPort = Ports.free();
    private final int nginxJson = Ports.free();
    private final int nginxSse = Ports.free();
    private final int gatewayPort = Ports.free();
    private final String token;
    private final String features;
    private final Process nginx;
    private Process gateway;

    Stand() {
        // For whoever ends the benchmark early: it must leave no server behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> processes.forEach(Process::destroyForcibly)));
        try {
            folder = Files.createTempDirectory("penstock-bench");
            run(List.of(
                    java(),
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BenchUpstream.class.getName(),
                    String.valueOf(upstreamPort)));
            await(upstream().json(), "the upstream");
            nginx = startNginx();
            await(nginx().json(), "nginx");
            String minted = Bytes.text(new ProcessBuilder("bin/penstock", "token")
                    .start()
                    .getInputStream()
                    .readAllBytes());
            token = find("(?m)^([A-Za-z0-9_.-]{32,})$", minted);
            features = configure(find("id: \"([^\"]+)\"", minted), find("sha256: \"([^\"]+)\"", minted));
            gateway = run(command(true));
            await(gateway().json(), "Penstock");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Served upstream() {
        LoadTarget target = LoadTarget.direct(upstreamPort);
        return new Served("direct", target, target, Optional.empty());
    }

    Served nginx() {
        return new Served(
                "nginx", LoadTarget.direct(nginxJson), LoadTarget.direct(nginxSse), Optional.of(nginx.toHandle()));
    }

    Served gateway() {
        LoadTarget target = LoadTarget.direct(gatewayPort)
                .path("/v1/default/bench/openai/chat/completions")
                .token(token);
        return new Served("penstock", target, target, Optional.of(gateway.toHandle()));
    }

    /** The same gateway where it gives the same answer again. */
    Served kept() {
        LoadTarget target = LoadTarget.direct(gatewayPort)
                .path("/v1/default/kept/openai/chat/completions")
                .token(token);
        return new Served("kept", target, target, Optional.of(gateway.toHandle()));
    }

    /** What the gateway does for each call, as far as its settings allow to ask for it. */
    String features() {
        return features;
    }

    /** Starts the gateway anew and waits for its first answer; how long that took. */
    Duration restart(boolean withCache) {
        stop(gateway);
        long start = System.nanoTime();
        gateway = run(command(withCache));
        await(gateway().json(), "Penstock");
        return Duration.ofNanos(System.nanoTime() - start);
    }

    static boolean hasCache() {
        try {
            return Files.size(Path.of("target/penstock.aot")) > 0;
        } catch (IOException none) {
            return false;
        }
    }

    /** The JVM flags of bin/penstock, the cache left out. */
    static List<String> flags() {
        return List.of(
                "-XX:+UseCompactObjectHeaders",
                "-Xmx300m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private List<String> command(boolean withCache) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(flags());
        if (withCache && hasCache()) {
            command.add("-XX:AOTCache=target/penstock.aot");
        }
        command.addAll(List.of(
                "-jar",
                "target/penstock.jar",
                "serve",
                "--config",
                folder.resolve("penstock.yaml").toString()));
        return command;
    }

    private Process startNginx() throws IOException {
        String template = Files.readString(Path.of("src/bench/nginx.conf"));
        Map<String, String> values = Map.of(
                "@USER@", System.getProperty("user.name"),
                "@DIR@", folder.toString(),
                "@UPSTREAM@", String.valueOf(upstreamPort),
                "@JSON@", String.valueOf(nginxJson),
                "@SSE@", String.valueOf(nginxSse));
        for (Map.Entry<String, String> value : values.entrySet()) {
            template = template.replace(value.getKey(), value.getValue());
        }
        Files.writeString(folder.resolve("nginx.conf"), template);
        return run(List.of(
                "nginx",
                "-p",
                folder.toString(),
                "-c",
                folder.resolve("nginx.conf").toString()));
    }

    /** Writes the settings, with limits and budgets where this version takes them; what they switch on. */
    private String configure(String tokenId, String sha256) throws IOException {
        String base = """
                port: %d
                admin_port: 0
                data: %s
                providers: {openai: {base_url: "http://127.0.0.1:%d/v1"}}
                tokens: [{id: "%s", sha256: "%s"}]
                """.formatted(gatewayPort, folder.resolve("data"), upstreamPort, tokenId, sha256);
        String kept = "  - id: kept\n    authentication: true\n    cache_ttl: 86400\n";
        String plain = "gateways:\n%s  - id: bench\n    authentication: true\n";
        String limits = "    rate_limiting_interval: 60\n    rate_limiting_limit: 2000000000\n";
        String budgets = "    spend_limits: {enabled: true, rules: [{limit: 1000000, window: 86400}]}\n";
        Path file = folder.resolve("penstock.yaml");
        String always = "token checked, usage read, cost computed, row with bodies logged";
        Map<String, String> choices = new LinkedHashMap<>();
        String all = limits + budgets;
        choices.put(base + plain.formatted(kept + all) + all, always + ", limit counted, budget reserved and settled");
        choices.put(base + plain.formatted("") + limits, always + ", limit counted (no budgets in this version)");
        choices.put(
                base + plain.formatted("") + budgets,
                always + ", budget reserved and settled (no limits in this version)");
        choices.put(base + plain.formatted(""), always + " (no limits and budgets in this version)");
        for (Map.Entry<String, String> choice : choices.entrySet()) {
            Files.writeString(file, choice.getKey());
            if (isAccepted(file)) {
                return choice.getValue();
            }
        }
        throw new IllegalStateException("bin/penstock check refuses the settings of the benchmark: see " + file);
    }

    private static boolean isAccepted(Path file) throws IOException {
        Process check = new ProcessBuilder("bin/penstock", "check", "--config", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // What is accepted but does not act yet would be measured as if it did.
        return exit(check) == 0 && !said.contains("does not act");
    }

    private static int exit(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", stop);
        }
    }

    private Process run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("process.log").toFile()))
                    .start();
            processes.add(process);
            return process;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void await(LoadTarget target, String who) {
        Await.until(who + " to answer (see " + folder.resolve("process.log") + ")", START, () -> {
            try {
                RawResponse response = RawClient.exchange(target.port(), target.chat(0, 0));
                if (response.status() != 200 && response.status() != 0) {
                    throw new IllegalStateException(who + " answers " + response + ": " + response.text());
                }
                return response.complete();
            } catch (UncheckedIOException notYet) {
                return false;
            }
        });
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("bin/penstock token printed nothing that looks like " + pattern);
        }
        return matcher.group(1);
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        processes.forEach(Stand::stop);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException left) {
            System.err.printf(Locale.ROOT, "bench: could not remove %s%n", folder);
        }
    }
}
