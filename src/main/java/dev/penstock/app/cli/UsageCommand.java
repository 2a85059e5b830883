package dev.penstock.app.cli;

import dev.penstock.json.JsonTree;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
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
        remote.show(result, () -> table().print(result.at("series").items(), remote.out()));
        return 0;
    }

    private Table table() {
        Table table = new Table();
        if (!each.equals("all")) {
            table.field("TIME", "time");
        }
        for (String word : by.split(",", -1)) {
            if (!word.isBlank()) {
                table.column(
                        word.strip().toUpperCase(java.util.Locale.ROOT),
                        item -> Table.plain(item.at("group").at(word.strip())));
            }
        }
        return table.field("REQUESTS", "requests")
                .field("ERRORS", "errors")
                .field("TOKENS IN", "tokens_in")
                .field("TOKENS OUT", "tokens_out")
                .column(
                        "COST USD",
                        item -> item.at("cost")
                                .decimal()
                                .map(BigDecimal::toPlainString)
                                .orElse("–"));
    }
}
