package dev.penstock.bench;

import dev.penstock.testkit.LoadTarget;
import java.util.Optional;

/**
 * Something that answers calls.
 *
 * @param json where plain calls go
 * @param sse where streams go
 * @param process whose CPU counts; empty for the upstream itself
 */
record Served(String name, LoadTarget json, LoadTarget sse, Optional<ProcessHandle> process) {
    long cpuNanos() {
        return process.map(Proc::cpuNanos).orElse(0L);
    }
}
