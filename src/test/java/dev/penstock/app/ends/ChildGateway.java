package dev.penstock.app.ends;

import dev.penstock.app.Main;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.store.sqlite.LogReader;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Ports;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The gateway as its users run it: a process of its own, with a file, a data folder and signals. */
public final class ChildGateway implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final List<String> JVM = List.of(
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseSerialGC",
            "-Xmx300m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final Path folder;
    private final int port = Ports.free();
    private final int adminPort = Ports.free();
    private final Path printed;
    private Process process;

    private ChildGateway(Path folder) throws IOException {
        this.folder = folder;
        this.printed = folder.resolve("printed");
        this.process = start();
    }

    /** Starts and waits until it is ready. */
    public static ChildGateway ready(Path folder, String yaml) throws IOException {
        write(folder, yaml);
        ChildGateway gateway = new ChildGateway(folder);
        gateway.awaitReady();
        return gateway;
    }

    public static void write(Path folder, String yaml) throws IOException {
        Path next = folder.resolve("penstock.yaml.next");
        Files.writeString(next, yaml);
        Files.move(
                next,
                folder.resolve("penstock.yaml"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** Runs any command of the command line in a folder; both outputs go to one file. */
    public static Process run(Path folder, Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Starts again on the same folder and ports; the time until it was ready. */
    public Duration restart() throws IOException {
        long began = System.nanoTime();
        process = start();
        awaitReady();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Starts again on the same folder and ports, and does not wait for anything. */
    public void begin() throws IOException {
        process = start();
    }

    private Process start() throws IOException {
        return run(
                folder,
                printed,
                "serve",
                "--config",
                folder.resolve("penstock.yaml").toString(),
                "--data",
                data().toString(),
                "--port",
                Integer.toString(port),
                "--admin-port",
                Integer.toString(adminPort));
    }

    private void awaitReady() {
        Await.until("the gateway to be ready", LONGEST_START, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("The gateway ended: " + printed());
            }
            return readiness() == 200;
        });
    }

    /** The status of /readyz, 0 where nobody answers. */
    int readiness() {
        try {
            return RawClient.exchange(adminPort, RawRequest.get("/readyz")).status();
        } catch (UncheckedIOException nobody) {
            return 0;
        }
    }

    public int port() {
        return port;
    }

    public int adminPort() {
        return adminPort;
    }

    public Process process() {
        return process;
    }

    public Path folder() {
        return folder;
    }

    public Path data() {
        return folder.resolve("data");
    }

    public String printed() {
        try {
            return Files.readString(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it as the kernel would; the exit code proves that it was a KILL. */
    public int kill() throws InterruptedException {
        return process.destroyForcibly().waitFor();
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    void hangUp() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    }

    /** All rows of the data folder, without bodies, oldest first. */
    public List<CallRow> rows() throws IOException {
        return rows(data());
    }

    public static List<CallRow> rows(Path data) throws IOException {
        LogReader reader = new LogReader(data.resolve("logs"));
        List<CallRow> rows = new ArrayList<>();
        LogQuery query = LogQuery.of(new LogScope.Everything()).oldestFirst().limit(10_000);
        for (List<CallRow> page = reader.list(query); !page.isEmpty(); page = reader.list(query)) {
            rows.addAll(page);
            query = query.after(page.getLast());
        }
        return rows;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
