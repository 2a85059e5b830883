package dev.penstock.app;

import dev.penstock.config.ConfigSource;
import dev.penstock.config.Reading;
import dev.penstock.config.Settings;
import dev.penstock.vault.KeyReading;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Serves briefly and calls itself, then ends: what bin/penstock trains the AOT cache with. Reads no configuration and
 * leaves nothing behind.
 */
@Command(name = "warm-up", hidden = true, description = "Serve briefly, call oneself, end.")
final class WarmUpCommand implements Callable<Integer> {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Surroundings surroundings;

    WarmUpCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("penstock-warm-up");
        try {
            // Made here, so that nobody is told to back up the key of a folder about to vanish.
            KeyFile.create(folder.resolve("penstock.key"), KeyReading.mint(surroundings.random()));
            return switch (settings(folder)) {
                case Reading.Bad bad -> failed(bad.problems());
                case Reading.Good good -> serve(good.settings());
            };
        } finally {
            delete(folder);
        }
    }

    private Reading settings(Path folder) {
        Map<String, String> given = Map.of("demo", "true", "port", "0", "admin_port", "0", "data", folder.toString());
        return ConfigSource.of(
                        folder,
                        Optional.empty(),
                        Map.of(),
                        given,
                        surroundings.providers().get())
                .read();
    }

    private int serve(Settings settings) throws Exception {
        Logging.set(settings.log());
        Penstock penstock = Penstock.start(settings);
        try {
            long answered =
                    WarmUp.calls(URI.create("http://127.0.0.1:" + penstock.port() + "/v1/default/default/demo/"));
            surroundings.err().println(answered + " calls answered");
            return answered > 0 ? 0 : 1;
        } finally {
            penstock.close(GRACE);
        }
    }

    private int failed(List<String> problems) {
        problems.forEach(surroundings.err()::println);
        return 1;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
