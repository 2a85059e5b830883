package dev.penstock.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that stand for keys of the file. They are taken as text, so that one place checks all values. */
final class SettingsOptions {
    @ArgGroup(validate = false, heading = "%nWhere it listens:%n", order = 1)
    private Addresses addresses = new Addresses();

    @ArgGroup(validate = false, heading = "%nWhat it keeps and serves:%n", order = 2)
    private Contents contents = new Contents();

    /** Group of addresses. */
    static final class Addresses {
        @Option(
                names = "--host",
                paramLabel = "HOST",
                description = "Address for calls (127.0.0.1). Beyond loopback every gateway must ask for a token.")
        private @Nullable String host;

        @Option(names = "--port", paramLabel = "PORT", description = "Its port (8787); 0 is any free one.")
        private @Nullable String port;

        @Option(names = "--admin-host", paramLabel = "HOST", description = "Address for management (127.0.0.1).")
        private @Nullable String adminHost;

        @Option(names = "--admin-port", paramLabel = "PORT", description = "Its port (8788); 0 is any free one.")
        private @Nullable String adminPort;
    }

    /** Group of contents. */
    static final class Contents {
        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description = "Configuration file (./penstock.yaml, if it exists).")
        private @Nullable Path config;

        @Option(names = "--data", paramLabel = "FOLDER", description = "Folder that holds all state (./data).")
        private @Nullable String data;

        @Option(
                names = "--demo",
                paramLabel = "true|false",
                arity = "0..1",
                fallbackValue = "true",
                description = "Let a made-up provider answer, so that no key is needed (false).")
        private @Nullable String demo;
    }

    Optional<Path> config() {
        return Optional.ofNullable(contents.config);
    }

    /** What was given, by the key it stands for. */
    Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        put(given, "host", addresses.host);
        put(given, "port", addresses.port);
        put(given, "admin_host", addresses.adminHost);
        put(given, "admin_port", addresses.adminPort);
        put(given, "data", contents.data);
        put(given, "demo", contents.demo);
        return given;
    }

    private static void put(Map<String, String> given, String key, @Nullable String value) {
        if (value != null) {
            given.put(key, value);
        }
    }
}
