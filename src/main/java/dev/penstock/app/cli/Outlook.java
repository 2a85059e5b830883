package dev.penstock.app.cli;

import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.List;

/** What would become of a call, as lines to read. */
final class Outlook {
    private static final int WIDTH = 100;
    private static final String INDENT = "     ";

    private final List<String> lines = new ArrayList<>();

    private Outlook() {}

    /** @param forecast as {@code POST …/explain} gives it */
    static List<String> of(JsonTree forecast) {
        Outlook outlook = new Outlook();
        outlook.head(forecast);
        forecast.at("route").items().forEach(outlook::passed);
        forecast.at("decisions").items().forEach(outlook::decision);
        forecast.at("targets").items().forEach(outlook::target);
        return outlook.lines;
    }

    private void head(JsonTree forecast) {
        add("", "Verdict: " + verdict(forecast) + refusal(forecast));
        add(
                "",
                "In force: revision " + text(forecast, "config_revision") + " of the configuration, prices "
                        + text(forecast, "price_version") + ". Nothing was sent, counted or kept.");
    }

    private static String verdict(JsonTree forecast) {
        return switch (text(forecast, "verdict")) {
            case "cached" -> "it would be answered from the cache";
            case "sent" -> "it would be sent";
            case "waits" -> "it would wait for a limit";
            case "refused" -> "it would be refused";
            default -> text(forecast, "verdict");
        };
    }

    private static String refusal(JsonTree of) {
        JsonTree refusal = of.at("refusal");
        return refusal.isAbsent()
                ? ""
                : " with " + text(refusal, "status") + " (code " + text(refusal, "code") + "): "
                        + text(refusal, "message");
    }

    private void passed(JsonTree passed) {
        add(
                "",
                "Route: " + text(passed, "element") + " (" + text(passed, "kind") + ") → " + text(passed, "branch")
                        + (text(passed, "why").isEmpty() ? "" : ": " + text(passed, "why")));
    }

    private void decision(JsonTree decision) {
        add("", "Decided: " + text(decision, "kind") + " " + text(decision, "subject") + ": " + text(decision, "why"));
    }

    private void target(JsonTree target) {
        lines.add("");
        String model = text(target, "model");
        String alias = target.at("key_alias").isAbsent() ? "" : " '" + text(target, "key_alias") + "'";
        String element = target.at("element").isAbsent() ? "" : ", element " + text(target, "element");
        add(
                "%3d  ".formatted(target.at("index").whole().orElse(0)),
                text(target, "provider") + (model.isEmpty() ? "" : "/" + model) + " at " + text(target, "host")
                        + element + ": " + text(target, "why"));
        if (!target.at("passed_over").isAbsent()) {
            add(INDENT, "passed over: " + text(target, "passed_over"));
        }
        add(
                INDENT,
                "dialect " + text(target, "dialect") + (target.at("stream").isTrue() ? ", as a stream" : "")
                        + "; credential: " + text(target, "credential") + alias
                        + (target.at("lacks_key").isTrue() ? ", and the provider needs one" : ""));
        add(
                INDENT,
                "waits " + text(target, "first_byte_ms") + " ms for the first byte; " + text(target, "attempts")
                        + (text(target, "attempts").equals("1")
                                ? " attempt"
                                : " attempts, " + text(target, "retry_delay_ms") + " ms apart ("
                                        + text(target, "backoff") + ")"));
        add(
                INDENT,
                "at most " + text(target, "most_tokens_in") + " tokens in, " + text(target, "most_tokens_out")
                        + " out, "
                        + (target.at("most_cost").isAbsent()
                                ? "without a known price"
                                : text(target, "most_cost") + " USD"));
        if (!target.at("cache").isAbsent()) {
            JsonTree cache = target.at("cache");
            add(INDENT, "cache: " + text(cache, "outcome") + ", " + text(cache, "reason"));
        }
        target.at("limits").items().forEach(this::limit);
        if (!target.at("passes").isTrue()) {
            add(INDENT, "refused" + refusal(target));
        }
    }

    private void limit(JsonTree limit) {
        JsonTree values = limit.at("values");
        List<String> of = values.names().stream()
                .map(name -> Table.safe(name) + "=" + text(values, name))
                .toList();
        boolean isMoney = text(limit, "counts").equals("cost");
        add(
                INDENT,
                "limit " + text(limit, "rule") + " (" + text(limit, "origin") + ")"
                        + (of.isEmpty() ? "" : " of " + String.join(", ", of)) + ": wants "
                        + amount(limit, "wants", isMoney) + " of " + amount(limit, "left", isMoney) + " left of "
                        + amount(limit, "limit", isMoney) + (isMoney ? "" : " " + text(limit, "counts")) + ": "
                        + (limit.at("passes").isTrue()
                                ? "passes"
                                : "does not pass (" + text(limit, "otherwise") + ")"));
    }

    private static String amount(JsonTree limit, String name, boolean isMoney) {
        return isMoney ? Waterfall.dollars(limit.at(name).whole().orElse(0)) + " USD" : text(limit, name);
    }

    private void add(String before, String text) {
        lines.addAll(Wrapping.of(before, INDENT + "  ", text, WIDTH));
    }

    private static String text(JsonTree of, String name) {
        return Table.safe(Table.plain(of.at(name)));
    }
}
