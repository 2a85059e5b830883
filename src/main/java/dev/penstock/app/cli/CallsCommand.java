package dev.penstock.app.cli;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Logged calls of a gateway, over the API: what {@code logs} shows of a data folder on this machine. */
@Command(
        name = "calls",
        mixinStandardHelpOptions = true,
        description = "Shows logged calls of a running gateway, the newest first; 'logs' reads a data folder here.")
public final class CallsCommand implements Callable<Integer> {
    @Mixin
    private Remote remote = new Remote();

    @Option(
            names = "--gateway",
            paramLabel = "GATEWAY",
            defaultValue = "default",
            description = "Whose calls (${DEFAULT-VALUE}).")
    private String gateway = "";

    @Option(names = "--provider", paramLabel = "NAME", description = "Only this provider.")
    private @Nullable String provider;

    @Option(names = "--model", paramLabel = "TEXT", description = "Only models whose name contains this.")
    private @Nullable String model;

    @Option(names = "--since", paramLabel = "TIME", description = "2026-11-22 or 2026-11-22T15:00:00Z.")
    private @Nullable String since;

    @Option(names = "--errors", description = "Only calls that did not succeed.")
    private boolean errors;

    @Option(names = "--search", paramLabel = "TEXT", description = "Only calls whose metadata or id contains this.")
    private @Nullable String search;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "COUNT",
            defaultValue = "50",
            description = "How many, up to 100 (${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--id", paramLabel = "ID", description = "This call in full, with its attempts.")
    private @Nullable String id;

    @Override
    public Integer call() {
        if (id != null) {
            JsonTree found = remote.gateway(gateway, "GET", "/logs/" + Remote.segment(id), null)
                    .at("result");
            remote.show(
                    found,
                    () -> found.names()
                            .forEach(name -> remote.out().println(name + ": " + Table.plain(found.at(name)))));
            return 0;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("per_page", Integer.toString(limit));
        if (search != null) {
            parameters.put("search", search);
        }
        parameters.put("filters", JsonText.of(filters()).text());
        JsonTree answer = remote.gateway(gateway, "GET", "/logs" + Remote.query(parameters), null);
        remote.show(answer.at("result").items(), table());
        return 0;
    }

    private List<JsonText> filters() {
        List<JsonText> filters = new ArrayList<>();
        filter(filters, "provider", "eq", provider);
        filter(filters, "model", "contains", model);
        filter(filters, "created_at", "gte", since);
        filter(filters, "success", "eq", errors ? "false" : null);
        return filters;
    }

    private static void filter(List<JsonText> filters, String key, String operator, @Nullable String value) {
        if (value != null) {
            filters.add(JsonText.object("key", key, "operator", operator, "value", List.of(value)));
        }
    }

    /** "whole hit": how it ended, and how it was answered where no provider did. */
    private static String ending(JsonTree call) {
        JsonTree kind = call.at("reuse").at("kind");
        return Table.plain(call.at("outcome")) + (kind.isAbsent() ? "" : " " + Table.plain(kind));
    }

    private static Table table() {
        return new Table()
                .field("TIME", "created_at")
                .field("STATUS", "status_code")
                .column("TARGET", call -> Table.plain(call.at("provider")) + "/" + Table.plain(call.at("model")))
                .field("TOKENS IN", "tokens_in")
                .field("TOKENS OUT", "tokens_out")
                .field("COST USD", "cost")
                .field("MS", "duration")
                .column("ENDING", CallsCommand::ending)
                .field("ID", "id");
    }
}
