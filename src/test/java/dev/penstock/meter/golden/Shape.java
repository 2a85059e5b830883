package dev.penstock.meter.golden;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One row of the table.
 *
 * @param kind what it is an example of
 * @param how where a stream tells its usage, and what else is peculiar to the answer, in words of its {@link Wire}
 * @param asked the model the client asks for
 * @param answered the model the answer names, or empty
 * @param told the usage objects, in the order in which a stream tells them
 * @param extra what else stands in the answer
 * @param usage what must be read
 * @param book "test" or "bundled": whose prices hold
 * @param sum the cost in micro-dollars as an expression; "unknown"
 * @param nano the cost in nano-dollars; "unknown"
 */
record Shape(
        String name,
        String provider,
        Wire wire,
        String kind,
        Set<String> how,
        String asked,
        String answered,
        List<JsonNode> told,
        ObjectNode extra,
        Usage usage,
        String book,
        String sum,
        String nano) {
    private static final int COLUMNS = 12;

    static Shape of(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != COLUMNS) {
            throw new IllegalArgumentException(cells.length + " cells: " + line);
        }
        String[] models = cells[5].split(">", -1);
        return new Shape(
                cells[0],
                cells[1],
                Wire.of(cells[2]),
                cells[3],
                Set.of(cells[4].split(",", -1)),
                models[0],
                models.length == 1 ? models[0] : models[1].replace("-none", ""),
                cells[6].equals("-")
                        ? List.of()
                        : Arrays.stream(cells[6].split(" >> ", -1))
                                .map(Tree::of)
                                .toList(),
                cells[7].equals("-") ? Tree.object() : Tree.of(cells[7]).asObject(),
                usage(cells[8]),
                cells[9],
                cells[10],
                cells[11]);
    }

    /** The usage of a body: of each member the last word. */
    Optional<JsonNode> whole() {
        return told.stream().reduce(Tree::over);
    }

    boolean is(String word) {
        return how.contains(word);
    }

    boolean hasBody() {
        return !is("stream-only");
    }

    boolean hasStream() {
        return !is("body-only");
    }

    Optional<NanoUsd> cost() {
        return nano.equals("unknown") ? Optional.empty() : Optional.of(new NanoUsd(Long.parseLong(nano)));
    }

    private static Usage usage(String text) {
        if (text.equals("-")) {
            return Usage.NONE;
        }
        Map<String, Long> counts = new HashMap<>();
        for (String word : text.split(" ", -1)) {
            int equals = word.indexOf('=');
            counts.put(word.substring(0, equals), Long.valueOf(word.substring(equals + 1)));
        }
        Long told = counts.remove("told");
        return new Usage(
                counts.remove("in"),
                counts.remove("read"),
                counts.remove("write"),
                counts.remove("write1h"),
                counts.remove("out"),
                counts.remove("reasoning"),
                counts.remove("inAudio"),
                counts.remove("inImage"),
                counts.remove("inTool"),
                counts.remove("outAudio"),
                counts.remove("outImage"),
                counts,
                told == null ? null : new NanoUsd(told));
    }

    @Override
    public String toString() {
        return provider + " " + wire.name().toLowerCase(java.util.Locale.ROOT) + ": " + name;
    }
}
