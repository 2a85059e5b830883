package dev.penstock.app.ends;

import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a gateway says it holds, on its management port. */
final class Gauges {
    /** All that must be nothing when no call is under way. */
    private static Stream<String> held() {
        return Stream.of(
                "penstock_calls_open",
                "penstock_streams_open",
                "penstock_bytes_in_flight",
                "penstock_capture_bytes",
                "penstock_connections_open");
    }

    private Gauges() {}

    /** The gauges that are not 0, by name; a gauge that is not there is one of them. */
    static Map<String, String> stillHeld(int adminPort) {
        String text = RawClient.exchange(adminPort, RawRequest.get("/metrics")).text();
        Map<String, String> values = text.lines()
                .filter(line -> !line.startsWith("#") && line.indexOf(' ') > 0)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> line.substring(line.lastIndexOf(' ') + 1),
                        (one, other) -> one));
        return held().filter(name -> !"0.0".equals(values.get(name)))
                .collect(Collectors.toMap(name -> name, name -> values.getOrDefault(name, "missing")));
    }

    /** The file descriptors of this process. */
    static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
