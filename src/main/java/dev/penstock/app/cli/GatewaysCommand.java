package dev.penstock.app.cli;

import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gateways of a running Penstock. */
@Command(
        name = "gateways",
        description = "List, show, make, change and delete gateways.",
        synopsisSubcommandLabel = "ACTION")
public final class GatewaysCommand {
    private static final List<String> REQUIRED = List.of(
            "cache_invalidate_on_update", "cache_ttl", "collect_logs", "rate_limiting_interval", "rate_limiting_limit");

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the account's gateways.")
    int list(@Mixin Remote remote) {
        remote.show(
                remote.pages("/gateways"),
                new Table()
                        .field("ID", "id")
                        .column("TOKEN", item -> item.at("authentication").isTrue() ? "needed" : "not needed")
                        .column("LOGS", item -> item.at("collect_logs").isTrue() ? "on" : "off")
                        .field("CACHE TTL", "cache_ttl")
                        .column("RATE LIMIT", GatewaysCommand::rate)
                        .field("MODIFIED", "modified_at"));
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Show every setting of a gateway.")
    int show(@Mixin Remote remote, @Parameters(paramLabel = "GATEWAY") String id) {
        JsonTree found = remote.gateway(id, "GET", "", null).at("result");
        remote.show(found, () -> fields(remote, found));
        return 0;
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Make a gateway.")
    int create(
            @Mixin Remote remote,
            @Parameters(paramLabel = "GATEWAY", description = "Its id, 1 to 64 characters.") String id,
            @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting; may be given several times.")
                    List<String> settings) {
        Map<String, Object> body = new LinkedHashMap<>(Bodies.fields(
                "id",
                id,
                "authentication",
                true,
                "cache_invalidate_on_update",
                false,
                "cache_ttl",
                0,
                "collect_logs",
                true,
                "rate_limiting_interval",
                0,
                "rate_limiting_limit",
                0,
                "rate_limiting_technique",
                "fixed"));
        JsonTree made = remote.aiGateway("POST", "/gateways", Bodies.with(body, orNone(settings)))
                .at("result");
        remote.show(made, () -> fields(remote, made));
        return 0;
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Change settings of a gateway.")
    int set(
            @Mixin Remote remote,
            @Parameters(paramLabel = "GATEWAY", index = "0") String id,
            @Parameters(paramLabel = "NAME=VALUE", index = "1..*", arity = "1..*") List<String> settings) {
        JsonTree now = remote.gateway(id, "GET", "", null).at("result");
        JsonTree changed = remote.gateway(id, "PUT", "", Bodies.with(Bodies.fields(now, REQUIRED), settings))
                .at("result");
        remote.show(changed, () -> fields(remote, changed));
        return 0;
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Delete a gateway and all below it.")
    int delete(@Mixin Remote remote, @Parameters(paramLabel = "GATEWAY") String id) {
        JsonTree gone = remote.gateway(id, "DELETE", "", null).at("result");
        remote.show(gone, () -> remote.out().println("Deleted " + id + "."));
        return 0;
    }

    private static String rate(JsonTree gateway) {
        long limit = gateway.at("rate_limiting_limit").whole().orElse(0);
        long interval = gateway.at("rate_limiting_interval").whole().orElse(0);
        return limit == 0 || interval == 0 ? "off" : limit + " in " + interval + " s";
    }

    private static void fields(Remote remote, JsonTree object) {
        List<String> names = object.names();
        int width = names.stream().mapToInt(String::length).max().orElse(0) + 2;
        for (String name : names) {
            remote.out().println(name + " ".repeat(width - name.length()) + Table.plain(object.at(name)));
        }
    }

    @SuppressWarnings("ConstantValue") // because picocli hands in null for an option that was not given
    private static List<String> orNone(List<String> given) {
        return given == null ? List.of() : new ArrayList<>(given);
    }
}
