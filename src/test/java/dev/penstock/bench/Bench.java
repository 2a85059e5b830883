package dev.penstock.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;

/** Runs the benchmark; see bin/bench. */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws IOException {
        Plan plan = Plan.of(arguments);
        Instant start = Instant.now();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        if (load > 0.5) {
            System.err.println("bench: the machine is busy (load average " + load + "): trust only what repeats");
        }
        Scores scores = new Scores();
        try (Stand stand = new Stand()) {
            new Measuring(plan, stand, scores).all();
            new Paper(plan, scores, stand.features()).write(start, load);
        }
        System.err.println("bench: written to " + plan.out() + " after "
                + Duration.between(start, Instant.now()).toSeconds() + " s");
    }
}
