package dev.penstock.app.cli;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How limits stand. */
@Command(
        name = "limits",
        mixinStandardHelpOptions = true,
        description = "How the limits of an account or a gateway stand: what is used, held and left.")
public final class LimitsCommand implements Callable<Integer> {
    @Mixin
    private Remote remote = new Remote();

    @Option(names = "--gateway", paramLabel = "GATEWAY", description = "Only this gateway's own.")
    private @Nullable String gateway;

    @Option(names = "--rule", paramLabel = "ID", description = "Only rules with this id.")
    private @Nullable String rule;

    @Option(
            names = "--buckets",
            paramLabel = "NUMBER",
            defaultValue = "20",
            description = "How many values of each rule (${DEFAULT-VALUE}).")
    private String buckets = "";

    @Override
    public Integer call() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("buckets", buckets);
        if (rule != null) {
            parameters.put("rule", rule);
        }
        String path = (gateway == null ? "" : "/gateways/" + Remote.segment(gateway)) + "/limits";
        List<JsonTree> limits = remote.pages(path + Remote.query(parameters));
        remote.show(limits, () -> {
            table().print(lines(limits), remote.out());
            noteOmitted(limits);
        });
        return 0;
    }

    /** One line for each bucket; a limit in which nothing is taken has one, too. */
    private static List<JsonTree> lines(List<JsonTree> limits) {
        List<JsonTree> lines = new ArrayList<>();
        for (JsonTree limit : limits) {
            List<JsonTree> shown = limit.at("buckets").items();
            shown.forEach(bucket -> lines.add(line(limit, JsonText.of(bucket))));
            if (shown.isEmpty()) {
                lines.add(line(limit, JsonText.NULL));
            }
        }
        return lines;
    }

    private static JsonTree line(JsonTree limit, JsonText bucket) {
        return JsonTree.read(JsonText.object("limit", limit, "bucket", bucket).text());
    }

    private static Table table() {
        return new Table()
                .column("GATEWAY", line -> Table.plain(line.at("limit").at("gateway")))
                .column("LIMIT", line -> Table.plain(line.at("limit").at("id")))
                .column("COUNTS", line -> Table.plain(line.at("limit").at("counts")))
                .column("WINDOW", line -> window(line.at("limit")))
                .column("FOR", LimitsCommand::values)
                .column("USED", line -> percent(line.at("bucket").at("used_percent")))
                .column("TAKEN", line -> amount(line.at("bucket"), "taken"))
                .column("HELD", line -> amount(line.at("bucket"), "held"))
                .column("LEFT", line -> amount(line.at("bucket"), "remaining"))
                .column("OF", line -> amount(line.at("limit"), "limit"))
                .column("RESET", line -> reset(line.at("bucket").at("reset_seconds")));
    }

    private void noteOmitted(List<JsonTree> limits) {
        for (JsonTree limit : limits) {
            long all = limit.at("bucket_count").whole().orElse(0);
            int shown = limit.at("buckets").items().size();
            if (all > shown && shown > 0) {
                remote.out()
                        .println(shown + " of " + all + " values of " + Table.plain(limit.at("id"))
                                + " are shown; --buckets shows up to 1000");
            }
        }
    }

    private static String window(JsonTree limit) {
        String kind = Table.plain(limit.at("window"));
        return switch (kind) {
            case "calendar" -> Table.plain(limit.at("period")) + " " + Table.plain(limit.at("zone"));
            case "while_open" -> "while open";
            default -> Table.plain(limit.at("window_seconds")) + " s " + kind;
        };
    }

    private static String values(JsonTree line) {
        JsonTree values = line.at("bucket").at("values");
        return values.names().isEmpty()
                ? "–"
                : values.names().stream()
                        .map(name -> name + "=" + Table.plain(values.at(name)))
                        .collect(Collectors.joining(" "));
    }

    /** Money in dollars. */
    private static String amount(JsonTree item, String name) {
        JsonTree dollars = item.at(name + "_usd");
        return dollars.isAbsent() ? Table.plain(item.at(name)) : "$" + Table.plain(dollars);
    }

    private static String percent(JsonTree used) {
        return used.isAbsent() ? "–" : Table.plain(used) + " %";
    }

    private static String reset(JsonTree seconds) {
        return seconds.whole().orElse(0) > 0 ? Table.plain(seconds) + " s" : "–";
    }
}
