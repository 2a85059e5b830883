package dev.penstock.app;

import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says which build this is. */
@Command(name = "version", description = "Show the version.")
final class VersionCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    VersionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String version = Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(unpacked)");
        surroundings.out().println("penstock " + version + ", Java " + Runtime.version());
        return 0;
    }
}
