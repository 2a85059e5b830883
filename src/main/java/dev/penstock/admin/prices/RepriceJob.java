package dev.penstock.admin.prices;

import dev.penstock.admin.Schemas;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One correcting of rows and how far it is: all of it is kept, so that a killed process goes on where it was.
 *
 * @param version of the prices it corrects by
 * @param bite the rows that are counted, and may not be corrected yet
 * @param finishedAt epoch milliseconds; 0 while it runs
 * @param failure why it ended early; empty where it did not
 */
record RepriceJob(
        String id,
        RepriceOrder order,
        String version,
        State state,
        Bite bite,
        RepriceTally tally,
        long startedAt,
        long finishedAt,
        String failure) {
    /** How a job stands. */
    enum State {
        RUNNING,
        FINISHED,
        FAILED
    }

    /** Rows of a day above {@code after} and up to {@code upTo}. */
    record Bite(long day, long after, long upTo) {
        static final Bite NONE = new Bite(-1, 0, 0);
    }

    static final Map<String, Object> SHAPE = Schemas.object(
            "id", Schemas.TEXT,
            "state", Schemas.oneOf("running", "finished", "failed"),
            "since", Schemas.TIME,
            "until", Schemas.TIME,
            "account?", Schemas.TEXT,
            "gateway?", Schemas.TEXT,
            "provider?", Schemas.TEXT,
            "model?", Schemas.TEXT,
            "dry_run", Schemas.FLAG,
            "price_version", Schemas.TEXT,
            "started_at", Schemas.TIME,
            "finished_at?", Schemas.TIME,
            "at?", Schemas.TEXT,
            "failure?", Schemas.TEXT,
            "matched", Schemas.WHOLE,
            "priced", Schemas.WHOLE,
            "changed", Schemas.WHOLE,
            "became_known", Schemas.WHOLE,
            "still_unknown", Schemas.WHOLE,
            "cost_before", Schemas.TEXT,
            "cost_after", Schemas.TEXT);

    static RepriceJob begun(String id, RepriceOrder order, String version, long now) {
        return new RepriceJob(id, order, version, State.RUNNING, Bite.NONE, RepriceTally.NOTHING, now, 0, "");
    }

    RepriceJob at(Bite next, RepriceTally counted) {
        return new RepriceJob(id, order, version, state, next, counted, startedAt, finishedAt, failure);
    }

    RepriceJob ended(State how, String why, long now) {
        return new RepriceJob(id, order, version, how, bite, tally, startedAt, now, why);
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    JsonText json() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("state", state.name().toLowerCase(Locale.ROOT));
        fields.putAll(order.fields());
        fields.put("price_version", version);
        fields.put("started_at", Instant.ofEpochMilli(startedAt).toString());
        if (finishedAt > 0) {
            fields.put("finished_at", Instant.ofEpochMilli(finishedAt).toString());
        }
        if (isRunning() && bite.day >= 0) {
            fields.put("at", "day " + LocalDate.ofEpochDay(bite.day) + ", row " + bite.upTo);
        }
        if (!failure.isEmpty()) {
            fields.put("failure", failure);
        }
        fields.putAll(tally.fields());
        return JsonText.of(fields);
    }

    byte[] kept() {
        return JsonText.object(
                        "id",
                        id,
                        "order",
                        order.kept(),
                        "version",
                        version,
                        "state",
                        state.name(),
                        "bite",
                        JsonText.array(bite.day, bite.after, bite.upTo),
                        "tally",
                        tally.kept(),
                        "started_at",
                        startedAt,
                        "finished_at",
                        finishedAt,
                        "failure",
                        failure)
                .text()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** @throws RuntimeException where the text is damaged */
    static RepriceJob parse(byte[] text) {
        JsonTree tree = JsonTree.read(text);
        JsonTree bite = tree.at("bite");
        return new RepriceJob(
                tree.at("id").text().orElseThrow(),
                RepriceOrder.of(tree.at("order"), Instant.EPOCH),
                tree.at("version").text().orElseThrow(),
                State.valueOf(tree.at("state").text().orElseThrow()),
                new Bite(whole(bite, 0), whole(bite, 1), whole(bite, 2)),
                RepriceTally.parse(tree.at("tally")),
                tree.at("started_at").whole().orElseThrow(),
                tree.at("finished_at").whole().orElseThrow(),
                tree.at("failure").text().orElse(""));
    }

    private static long whole(JsonTree list, int index) {
        return list.items().get(index).whole().orElseThrow();
    }
}
