package dev.penstock.record;

import dev.penstock.call.Reuse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One call in full, as lines to read: its facts, its attempts, its bodies. */
public final class LogSheet {
    private LogSheet() {}

    public static List<String> of(CallRow row, boolean coloured) {
        List<String> lines = new ArrayList<>(List.of(LogLine.heading(), LogLine.of(row, coloured), ""));
        fact(lines, "scope", row.scope().account() + "/" + row.scope().gateway());
        fact(lines, "asked", row.method() + " " + row.path() + " (" + row.surface() + ")");
        fact(lines, "request", row.requestId() + ", event " + row.eventId());
        fact(lines, "token", row.tokenId() == null ? "none" : row.tokenId());
        fact(lines, "metadata", row.metadata() == null ? "none" : row.metadata());
        fact(lines, "user agent", row.userAgent() == null ? "none" : row.userAgent());
        fact(lines, "sizes", row.requestSize() + " bytes asked, " + row.responseSize() + " answered");
        fact(lines, "usage", row.usage() + ", " + row.usageSource());
        fact(lines, "cost", LogLine.cost(row.costNano()) + " USD, prices of " + row.priceVersion());
        if (row.reuse() != null) {
            fact(lines, "reused", reused(row.reuse()));
        }
        fact(lines, "asked with", row.requestHead());
        fact(lines, "answered", row.responseHead());
        row.tries().forEach(attempt -> attempt(lines, attempt));
        CallRow.Bodies bodies = row.bodies();
        if (bodies == null) {
            lines.add("");
            lines.add("No bodies were kept.");
        } else {
            body(lines, "request", bodies.request(), bodies.requestComplete());
            body(lines, "response", bodies.response(), bodies.responseComplete());
        }
        return lines;
    }

    private static String reused(Reuse reuse) {
        return "%s, the answer of call %s: saved %s USD, %s, %d→%d tokens"
                .formatted(
                        LogLine.word(reuse.kind()),
                        reuse.of(),
                        LogLine.cost(reuse.savedNano()),
                        LogLine.duration(reuse.savedMicros()),
                        reuse.tokensIn(),
                        reuse.tokensOut());
    }

    private static void fact(List<String> lines, String name, String value) {
        lines.add("%-12s %s".formatted(name, OneLine.of(value)));
    }

    private static void attempt(List<String> lines, AttemptRow attempt) {
        String failure = attempt.failure() == null ? "answered" : attempt.failure() + ": " + attempt.detail();
        fact(
                lines,
                "attempt " + attempt.index(),
                "%s/%s at %s: %d after %s, %s, %s tokens, %s USD"
                        .formatted(
                                attempt.provider(),
                                attempt.model(),
                                attempt.host(),
                                attempt.status(),
                                LogLine.duration(attempt.durationMicros()),
                                failure,
                                LogLine.tokens(attempt.usage()),
                                LogLine.cost(attempt.costNano())));
    }

    /** Line by line, because a body's own line ends are its layout. */
    private static void body(List<String> lines, String name, byte[] body, boolean complete) {
        lines.add("");
        lines.add("--- " + name + ", " + body.length + " bytes" + (complete ? "" : ", cut"));
        new String(body, StandardCharsets.UTF_8).lines().map(OneLine::of).forEach(lines::add);
    }
}
