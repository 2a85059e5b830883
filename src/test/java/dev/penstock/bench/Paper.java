package dev.penstock.bench;

import dev.penstock.testkit.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, written for people and for machines. */
final class Paper {
    private static final String US = "%.1f µs";

    private final Plan plan;
    private final Scores scores;
    private final String features;
    private final List<String> rows = new ArrayList<>();

    Paper(Plan plan, Scores scores, String features) {
        this.plan = plan;
        this.scores = scores;
        this.features = features;
    }

    void write(Instant when, double loadBefore) throws IOException {
        Map<String, @Nullable Object> run = Json.object(
                "date", when.truncatedTo(ChronoUnit.SECONDS).toString(),
                "commit", System.getProperty("bench.commit", "unknown"),
                "quick", plan.quick(),
                "cores", Runtime.getRuntime().availableProcessors(),
                "cpu", cpu(),
                "kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                "flags", String.join(" ", Stand.flags()) + (Stand.hasCache() ? " -XX:AOTCache" : ""),
                "load_average_before", loadBefore,
                "on", features,
                "scores", scores.json());
        Files.createDirectories(plan.out());
        JsonMapper pretty =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(plan.out().resolve("benchmarks.json"), pretty.writeValueAsString(run) + "\n");
        Files.writeString(plan.out().resolve("benchmarks.md"), text(run));
    }

    private String text(Map<String, @Nullable Object> run) {
        table();
        scores.names()
                .filter(name -> name.contains(" failures "))
                .forEach(name ->
                        rows.add("| calls that failed: %s | 0 | | | %.0f | |".formatted(name, scores.sum(name))));
        return """
                # Benchmarks

                Made by `bin/bench`%s on %s, commit %s. Every value is the median of interleaved rounds; the values stand in
                benchmarks.json.

                Machine: %s cores (%s), %s, load average %s before the run. Java: %s
                JVM flags of Penstock: `%s`
                On in Penstock: %s.
                nginx: bare proxy, upstream keep-alive, no access log, no buffering of streams.
                Calls: about 0.5 KB out, 1 KB of JSON back. CPU is user and system time of the proxy's processes.

                | what | goal | direct | nginx | Penstock | |
                |---|---|---|---|---|---|
                %s
                """.formatted(
                        plan.quick() ? " --quick (for trying changes, not for quoting)" : "",
                        run.get("date"),
                        run.get("commit"),
                        run.get("cores"),
                        run.get("cpu"),
                        run.get("kernel"),
                        run.get("load_average_before"),
                        run.get("java"),
                        run.get("flags"),
                        features,
                        String.join("\n", rows));
    }

    private void table() {
        compared("CPU per call, saturated", "≤ 2.0 × nginx", "json cpu us/call", US);
        plain("calls per second, saturated", "–", "json calls/s", "%.0f");
        kept("CPU per kept answer, saturated", "≤ 0.6 × a call", "hit cpu us/call", US);
        single("p99 of kept answers at 2,000 a second", "≤ 1,000 µs", "hit p99 us kept", US);
        compared("CPU per call at 2,000 a second", "–", "rate cpu us/call", US);
        added("p50 at 2,000 a second", "≤ 150 µs more than direct", "rate p50 us");
        added("p99 at 2,000 a second", "≤ 1,000 µs more than direct", "rate p99 us");
        compared("CPU per streamed event", "≤ 2.5 × nginx", "sse cpu us/event", US);
        plain(
                "of %,d streamed events, came after the next was written".formatted(100 * plan.seconds() * 50),
                "0",
                "sse held",
                "%.0f");
        added("first event, p50", "≤ 200 µs more than direct", "first event p50 us");
        added("first event, p99", "–", "first event p99 us");
        plain("RSS with %,d open streams".formatted(plan.streams()), "≤ 400 MB", "open streams rss MB", "%.0f MB");
        plain("streams that came whole", "%,d".formatted(plan.streams()), "open streams whole", "%.0f");
        plain("events lost", "0", "open streams lost", "%.0f");
        plain("events out of order", "0", "open streams reordered", "%.0f");
        compared("CPU per event with them", "≤ 80 µs", "open streams cpu us/event", US);
        single("start to first proxied answer, plain", "≤ 1.0 s", "start plain s");
        single("start to first proxied answer, AOT cache", "≤ 0.5 s", "start with AOT cache s");
    }

    private void compared(String what, String goal, String score, String format) {
        double ratio = scores.median(score + " penstock") / scores.median(score + " nginx");
        row(what, goal, score, format, Double.isNaN(ratio) ? "" : "%.2f × nginx".formatted(ratio));
    }

    private void added(String what, String goal, String score) {
        double added = scores.medianDifference(score + " penstock", score + " direct");
        row(what, goal, score, US, Double.isNaN(added) ? "" : "+%.1f µs (median of pairs)".formatted(added));
    }

    private void plain(String what, String goal, String score, String format) {
        row(what, goal, score, format, "");
    }

    private void row(String what, String goal, String score, String format, String verdict) {
        if (scores.has(score + " penstock")) {
            rows.add("| %s | %s | %s | %s | %s | %s |"
                    .formatted(
                            what,
                            goal,
                            cell(score + " direct", format),
                            cell(score + " nginx", format),
                            cell(score + " penstock", format),
                            verdict));
        }
    }

    private void kept(String what, String goal, String score, String format) {
        if (scores.has(score + " kept")) {
            double ratio = scores.median(score + " kept") / scores.median(score + " penstock");
            rows.add("| %s | %s | | | %s | %s |"
                    .formatted(what, goal, cell(score + " kept", format), "%.2f × a call".formatted(ratio)));
        }
    }

    private void single(String what, String goal, String score) {
        single(what, goal, score, "%.2f s");
    }

    private void single(String what, String goal, String score, String format) {
        if (scores.has(score)) {
            rows.add("| %s | %s | | | %s | |".formatted(what, goal, cell(score, format)));
        }
    }

    private String cell(String score, String format) {
        return scores.has(score) ? String.format(Locale.ROOT, format, scores.median(score)) : "";
    }

    private static String cpu() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException unknown) {
            return "unknown";
        }
    }
}
