package dev.penstock.app.cli;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What was used and what it cost. */
@Command(
        name = "usage",
        mixinStandardHelpOptions = true,
        description = "Requests, tokens and cost of an account or a gateway.")
public final class UsageCommand implements Callable<Integer> {
    @Mixin
    private Remote remote = new Remote();

    @Option(names = "--gateway", paramLabel = "GATEWAY", description = "Only this gateway.")
    private @Nullable String gateway;

    @Option(
            names = "--by",
            paramLabel = "WORDS",
            defaultValue = "provider,model",
            description = "gateway, provider, model, status or metadata.KEY, with commas (${DEFAULT-VALUE}).")
    private String by = "";

    @Option(names = "--since", paramLabel = "TIME", description = "2026-11-22T00:00:00Z (a day ago).")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "2026-11-23T00:00:00Z (now).")
    private @Nullable String until;

    @Option(
            names = "--each",
            paramLabel = "WORD",
            defaultValue = "all",
            description = "minute, hour, day or all (${DEFAULT-VALUE}).")
    private String each = "";

    @Override
    public Integer call() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("granularity", each);
        if (!by.isBlank()) {
            parameters.put("group_by", by);
        }
        if (since != null) {
            parameters.put("since", since);
        }
        if (until != null) {
            parameters.put("until", until);
        }
        String path = "/analytics" + Remote.query(parameters);
        JsonTree answer =
                gateway == null ? remote.aiGateway("GET", path, null) : remote.gateway(gateway, "GET", path, null);
        JsonTree result = answer.at("result");
        remote.show(result, () -> table().print(lines(result), remote.out()));
        return 0;
    }

    /** One line for each series, or for each point of each series. */
    private List<JsonTree> lines(JsonTree result) {
        List<JsonTree> lines = new ArrayList<>();
        for (JsonTree series : result.at("series").items()) {
            if (each.equals("all")) {
                lines.add(line(series, JsonText.NULL, series.at("totals")));
            }
            for (JsonTree point : series.at("points").items()) {
                lines.add(line(series, JsonText.of(point.at("time")), point.at("sums")));
            }
        }
        return lines;
    }

    private static JsonTree line(JsonTree series, JsonText time, JsonTree sums) {
        JsonText line = JsonText.object("time", time, "group", series.at("group"), "sums", sums);
        return JsonTree.read(line.text());
    }

    private Table table() {
        Table table = new Table();
        if (!each.equals("all")) {
            table.field("TIME", "time");
        }
        for (String word : by.split(",", -1)) {
            if (!word.isBlank()) {
                String name = word.strip();
                table.column(
                        name.toUpperCase(Locale.ROOT),
                        line -> Table.plain(line.at("group").at(name)));
            }
        }
        for (String name : List.of("requests", "cached", "errors", "tokens_in", "tokens_out")) {
            table.column(
                    name.toUpperCase(Locale.ROOT).replace('_', ' '),
                    line -> Table.plain(line.at("sums").at(name)));
        }
        return table.column("COST USD", line -> Table.plain(line.at("sums").at("cost")))
                .column("SAVED USD", line -> Table.plain(line.at("sums").at("saved_cost")));
    }
}
