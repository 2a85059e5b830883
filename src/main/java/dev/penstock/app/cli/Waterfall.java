package dev.penstock.app.cli;

import dev.penstock.json.JsonTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** A call's story as lines to read: what was decided and tried, each with a bar on one axis of time. */
final class Waterfall {
    /** As wide as a printed page and most terminals; texts are broken so that they fit. */
    private static final int WIDTH = 100;

    private static final int WHAT = 40;
    private static final int BAR = 46;
    private static final String LAYOUT = "%8s  %-" + WHAT + "s %s";
    private static final String INDENT = " ".repeat(10);
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000);
    /** What a person notices between two attempts; less is the gateway's own work. */
    private static final long NOTICED_MICROS = 1_000;

    private final JsonTree story;
    private final TimeAxis axis;
    private final List<String> lines = new ArrayList<>();

    private Waterfall(JsonTree story) {
        this.story = story;
        this.axis = new TimeAxis(BAR, whole(story));
    }

    /** @param story as {@code …/logs/{id}/explain} gives it */
    static List<String> of(JsonTree story) {
        Waterfall waterfall = new Waterfall(story);
        waterfall.head();
        waterfall.events();
        waterfall.limits();
        waterfall.end();
        return waterfall.lines;
    }

    private void head() {
        JsonTree asked = story.at("asked");
        lines.add("Call " + text(story, "id") + " of " + text(story, "account_id") + "/" + text(story, "gateway_id")
                + ", " + text(story, "created_at"));
        String alias = asked.at("key_alias").isAbsent() ? "" : " '" + text(asked, "key_alias") + "'";
        add(
                "Asked: ",
                text(asked, "method") + " " + text(asked, "path") + " (" + text(asked, "surface") + ") of "
                        + target(asked) + (asked.at("stream").isTrue() ? ", as a stream" : "") + ", credential: "
                        + text(asked, "credential") + alias);
        add(
                "",
                "In force: revision " + text(story, "config_revision") + " of the configuration, prices "
                        + text(story, "price_version"));
        lines.add("");
    }

    /** One line or several of the picture, and when they belong. */
    private record Event(long at, List<String> lines) {}

    private void events() {
        List<Event> events = new ArrayList<>();
        story.at("decisions").items().forEach(one -> events.add(decision(one)));
        long before = 0;
        for (JsonTree attempt : story.at("attempts").items()) {
            events.add(attempt(attempt, before));
            before = Math.max(before, micros(attempt, "started_ms") + micros(attempt, "duration_ms"));
        }
        JsonTree reuse = story.at("reuse");
        if (!reuse.isAbsent()) {
            events.add(new Event(0, reused(reuse)));
        }
        lines.add(LAYOUT.formatted("AT MS", "WHAT", axis.scale()));
        events.stream().sorted(Comparator.comparingLong(Event::at)).forEach(event -> lines.addAll(event.lines));
        if (events.isEmpty()) {
            lines.add(INDENT + "nothing was tried and nothing else was decided");
        }
        lines.add(INDENT + ". until the first byte   = while more came   x failed   ^ decided");
        lines.add("");
    }

    private Event decision(JsonTree decision) {
        long at = micros(decision, "at_ms");
        String kind = text(decision, "kind").replace('_', ' ');
        List<String> shown = new ArrayList<>();
        shown.add(line(at, "%-9s %s".formatted(kind, text(decision, "subject")), axis.moment(at)));
        told(shown, text(decision, "why"));
        return new Event(at, shown);
    }

    private Event attempt(JsonTree attempt, long before) {
        long from = micros(attempt, "started_ms");
        long length = micros(attempt, "duration_ms");
        boolean heard = !attempt.at("first_byte_ms").isAbsent();
        long first = heard ? micros(attempt, "first_byte_ms") : length;
        boolean failed = !attempt.at("failure").isAbsent();
        List<String> shown = new ArrayList<>();
        shown.add(line(
                from,
                "attempt %s %s".formatted(text(attempt, "index"), target(attempt)),
                axis.span(from, from + first, from + length, failed)));
        if (from - before >= NOTICED_MICROS) {
            told(shown, "after " + TimeAxis.millis(from - before) + " ms in which nothing was asked");
        }
        told(shown, outcome(attempt, length, heard, first));
        told(shown, usage(attempt) + text(attempt, "charged_because") + most(attempt));
        return new Event(from, shown);
    }

    private static String outcome(JsonTree attempt, long length, boolean heard, long first) {
        long status = attempt.at("status").whole().orElse(0);
        String host = text(attempt, "host");
        String answered = (status == 0 ? "no answer" : "answered " + status)
                + (heard ? ", first byte after " + TimeAxis.millis(first) + " ms" : "") + ", "
                + TimeAxis.millis(length) + " ms in all";
        String failed = attempt.at("failure").isAbsent()
                ? ""
                : "; " + text(attempt, "failure")
                        + (attempt.at("detail").isAbsent() ? "" : ": " + text(attempt, "detail"));
        return (host.isEmpty() ? "" : host + ": ") + answered + failed;
    }

    private static String usage(JsonTree attempt) {
        long cost = attempt.at("cost_nano").whole().orElse(0);
        if (attempt.at("tokens_in").isAbsent() && attempt.at("tokens_out").isAbsent()) {
            return cost == 0 ? "" : dollars(cost) + " USD; ";
        }
        return text(attempt, "tokens_in") + " tokens in, " + text(attempt, "tokens_out") + " out, "
                + (attempt.at("cost_nano").isAbsent() ? "cost unknown" : dollars(cost) + " USD") + "; ";
    }

    private static String most(JsonTree attempt) {
        OptionalLong most = attempt.at("provider_cost_nano").whole();
        return most.isEmpty() ? "" : " (the provider: " + dollars(most.getAsLong()) + " USD)";
    }

    private static List<String> reused(JsonTree reuse) {
        List<String> shown = new ArrayList<>();
        told(shown, "the answer is another's (" + text(reuse, "kind") + "): that of call " + text(reuse, "of"));
        return shown;
    }

    private void limits() {
        List<JsonTree> limits = story.at("limits").items();
        if (limits.isEmpty()) {
            lines.add("No limit or budget counted it.");
            return;
        }
        lines.add("Limits and budgets that counted it:");
        for (JsonTree limit : limits) {
            JsonTree values = limit.at("values");
            List<String> of = values.names().stream()
                    .map(name -> Table.safe(name) + "=" + text(values, name))
                    .toList();
            boolean isMoney = text(limit, "counts").equals("cost");
            String reserved = limit.at("reserved").isAbsent() ? "" : ", reserved " + amount(limit, "reserved", isMoney);
            add(
                    "  ",
                    text(limit, "rule") + " (" + text(limit, "origin") + ", " + text(limit, "counts") + ")"
                            + (of.isEmpty() ? "" : " of " + String.join(", ", of)) + ": attempt "
                            + text(limit, "attempt") + reserved + ", " + text(limit, "settlement") + " at "
                            + amount(limit, "settled", isMoney));
        }
    }

    private static String amount(JsonTree limit, String name, boolean isMoney) {
        return isMoney ? dollars(limit.at(name).whole().orElse(0)) + " USD" : text(limit, name);
    }

    static String dollars(long nano) {
        BigDecimal dollars = BigDecimal.valueOf(nano, 9).stripTrailingZeros();
        return dollars.signum() == 0 ? "0" : dollars.toPlainString();
    }

    private void end() {
        JsonTree delivered = story.at("delivered");
        JsonTree outcome = story.at("outcome");
        String failure = outcome.at("failure").isAbsent() ? "" : " (" + text(outcome, "failure") + ")";
        String first = delivered.at("first_byte_ms").isAbsent()
                ? ""
                : ", the first after " + TimeAxis.millis(micros(delivered, "first_byte_ms")) + " ms";
        lines.add("");
        add(
                "Outcome: ",
                text(outcome, "outcome").replace('_', ' ') + failure + ", status "
                        + text(delivered, "status") + "; " + text(delivered, "bytes") + " bytes in "
                        + TimeAxis.millis(micros(delivered, "duration_ms")) + " ms" + first + "; cost "
                        + money(outcome, "cost") + provider(outcome) + saved(story.at("reuse")));
    }

    private static String provider(JsonTree outcome) {
        return outcome.at("provider_cost").isAbsent()
                ? ""
                : ", its providers charge at most " + money(outcome, "provider_cost");
    }

    private static String saved(JsonTree reuse) {
        return reuse.isAbsent()
                ? "; nothing was saved by reuse"
                : "; saved " + money(reuse, "saved_cost") + ", " + TimeAxis.millis(micros(reuse, "saved_ms"))
                        + " ms and " + text(reuse, "tokens_in") + " tokens in, " + text(reuse, "tokens_out") + " out";
    }

    private static String money(JsonTree of, String name) {
        OptionalLong nano = of.at(name + "_nano").whole();
        return nano.isEmpty() ? "unknown" : dollars(nano.getAsLong()) + " USD";
    }

    private static String line(long at, String what, String bar) {
        String fits = what.length() <= WHAT ? what : what.substring(0, WHAT - 1) + "…";
        return String.format(Locale.ROOT, LAYOUT, TimeAxis.millis(at), fits, bar);
    }

    private static void told(List<String> lines, String text) {
        if (!text.isBlank()) {
            lines.addAll(Wrapping.of(INDENT, INDENT + "  ", text, WIDTH));
        }
    }

    private void add(String before, String text) {
        lines.addAll(Wrapping.of(before, " ".repeat(Math.max(2, before.length())), text, WIDTH));
    }

    private static String target(JsonTree of) {
        String provider = text(of, "provider");
        String model = text(of, "model");
        return provider.isEmpty() ? "nobody" : model.isEmpty() ? provider : provider + "/" + model;
    }

    private static String text(JsonTree of, String name) {
        return Table.safe(Table.plain(of.at(name)));
    }

    private static long micros(JsonTree of, String name) {
        return of.at(name).decimal().map(ms -> ms.multiply(MICROS).longValue()).orElse(0L);
    }

    /** What is shown ends with what ended last. */
    private static long whole(JsonTree story) {
        long most = micros(story.at("delivered"), "duration_ms");
        for (JsonTree attempt : story.at("attempts").items()) {
            most = Math.max(most, micros(attempt, "started_ms") + micros(attempt, "duration_ms"));
        }
        return most;
    }
}
