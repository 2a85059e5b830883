package dev.penstock.testkit;

import dev.penstock.app.Penstock;
import dev.penstock.app.Penstock.Around;
import dev.penstock.config.ConfigSource;
import dev.penstock.config.Reading;
import dev.penstock.config.Settings;
import dev.penstock.pipeline.KeyBook;
import dev.penstock.provider.Provider;
import dev.penstock.provider.Providers;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.store.sqlite.LogReader;
import dev.penstock.upstream.HostLookup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A whole gateway in this process, started from a penstock.yaml on free ports with a data folder of its own:
 * {@code try (RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1")) { … }}.
 */
public final class RunningGateway implements AutoCloseable {
    private static final Duration LONGEST_LOGGING = Duration.ofSeconds(20);

    private final Penstock penstock;
    private final Path folder;
    private final ConfigSource source;

    private RunningGateway(Penstock penstock, Path folder, ConfigSource source) {
        this.penstock = penstock;
        this.folder = folder;
        this.source = source;
    }

    /** The gateway default, open, with one provider at another address. */
    public static RunningGateway with(String provider, String baseUrl) {
        return of("providers:\n  " + provider + ":\n    base_url: " + baseUrl + "\n");
    }

    /** Any penstock.yaml; ports and data folder are added. */
    public static RunningGateway of(String yaml) {
        return started(yaml, Penstock::start);
    }

    /** The same, with keys that accounts keep in it. */
    public static RunningGateway of(String yaml, KeyBook stored) {
        return started(
                yaml, settings -> Penstock.start(settings, Around.ofProcess().with(stored)));
    }

    /** The same, with names of custom providers looked up as the test says. */
    public static RunningGateway of(String yaml, HostLookup lookup) {
        return started(
                yaml, settings -> Penstock.start(settings, Around.ofProcess().with(lookup)));
    }

    private interface Starting {
        Penstock start(Settings settings) throws Exception;
    }

    /** In a folder that may have a "data" and a "penstock.key" already. */
    public static RunningGateway in(Path folder, String yaml) {
        return started(folder, yaml, Penstock::start);
    }

    private static RunningGateway started(String yaml, Starting starting) {
        try {
            return started(Files.createTempDirectory("penstock"), yaml, starting);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunningGateway started(Path folder, String yaml, Starting starting) {
        try {
            Path file = folder.resolve("penstock.yaml");
            Files.writeString(file, "port: 0\nadmin_port: 0\ndata: " + folder.resolve("data") + "\n" + yaml);
            ConfigSource source = ConfigSource.of(folder, Optional.of(file), Map.of(), Map.of(), slugs());
            return new RunningGateway(starting.start(settings(source)), folder, source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts another on what this one kept, once it was closed. */
    public RunningGateway again() {
        try {
            return new RunningGateway(Penstock.start(settings(source)), folder, source);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public Penstock penstock() {
        return penstock;
    }

    public int port() {
        return penstock.port();
    }

    public int adminPort() {
        return penstock.adminPort();
    }

    /** {@code http://127.0.0.1:PORT/v1/default/default}: add a provider and its path. */
    public String url() {
        return "http://127.0.0.1:" + port() + "/v1/default/default";
    }

    public String url(String gateway) {
        return "http://127.0.0.1:" + port() + "/v1/default/" + gateway;
    }

    public Path data() {
        return folder.resolve("data");
    }

    /** Everything logged so far, oldest first, bodies included. */
    public List<CallRow> rows() {
        return logged(true);
    }

    /** Everything logged so far, oldest first, without bodies: for thousands of calls. */
    public List<CallRow> summaries() {
        return logged(false);
    }

    private List<CallRow> logged(boolean bodies) {
        try {
            penstock.logged(LONGEST_LOGGING);
            LogReader reader = new LogReader(data().resolve("logs"));
            List<CallRow> rows = new ArrayList<>();
            for (CallRow row : reader.list(
                    LogQuery.of(new LogScope.Everything()).oldestFirst().limit(10_000))) {
                rows.add(
                        bodies
                                ? reader.find(new LogScope.Everything(), row.id())
                                        .orElse(row)
                                : row);
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until there are so many rows and all are as wanted: estimates replace rows a moment after a call. */
    public List<CallRow> awaitRows(int count, Predicate<CallRow> wanted) {
        return Await.value(count + " rows as wanted", LONGEST_LOGGING, () -> {
            List<CallRow> rows = rows();
            boolean good = rows.size() == count && rows.stream().allMatch(wanted);
            return good ? Optional.of(rows) : Optional.empty();
        });
    }

    /** Waits until a call is in the log and returns the only one there. */
    public CallRow onlyRow() {
        return awaitRows(1, row -> true).getFirst();
    }

    /** Replaces the file's own part, and takes it as a reload would. */
    public void reload(String yaml) {
        try {
            Files.writeString(folder.resolve("penstock.yaml"), "port: 0\nadmin_port: 0\ndata: " + data() + "\n" + yaml);
            penstock.take(settings(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(2));
    }

    public void close(Duration grace) {
        try {
            penstock.close(grace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Settings settings(ConfigSource source) {
        return switch (source.read()) {
            case Reading.Good good -> good.settings();
            case Reading.Bad bad -> throw new IllegalArgumentException(String.join("\n", bad.problems()));
        };
    }

    private static Set<String> slugs() {
        return Providers.load().all().stream().map(Provider::slug).collect(Collectors.toSet());
    }
}
