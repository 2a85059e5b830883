package dev.penstock.app.cli;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The price list of a running Penstock, and the costs made with it. */
@Command(
        name = "prices",
        description = "Show, compare and replace the price list, and price kept calls anew.",
        synopsisSubcommandLabel = "ACTION")
public final class PricesCommand {
    private static final long LARGEST_FILE = 1 << 20;
    private static final long POLL_MILLIS = 300;
    private static final String FILE_HELP = "A price file on this machine; nothing is fetched from anywhere.";

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Which price list is in force, and why.")
    int show(@Mixin Remote remote) {
        JsonTree standing = remote.send("GET", "/prices", null).at("result");
        remote.show(standing, () -> told(remote, standing));
        return 0;
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Compare a price file with the list in force; nothing is changed.")
    int diff(
            @Mixin Remote remote,
            @Option(names = "--from", paramLabel = "FILE", required = true, description = FILE_HELP) Path from) {
        JsonTree found = remote.send("POST", "/prices/diff", file(from)).at("result");
        remote.show(found, () -> {
            PrintWriter out = remote.out();
            new Table()
                    .field("CHANGE", "change")
                    .field("PROVIDER", "provider")
                    .field("MODEL", "model")
                    .field("KIND", "kind")
                    .field("NOW", "before")
                    .field("IN THE FILE", "after")
                    .print(found.at("changes").items(), out);
            out.println(Table.plain(found.at("added")) + " added, " + Table.plain(found.at("removed")) + " removed, "
                    + Table.plain(found.at("changed")) + " changed from " + Table.plain(found.at("from")) + " to "
                    + Table.plain(found.at("to")) + "; prices are US dollars per million");
        });
        return 0;
    }

    @Command(
            name = "update",
            mixinStandardHelpOptions = true,
            description = "Check a price file and bring it into force; calls under way keep their prices.")
    int update(
            @Mixin Remote remote,
            @Option(names = "--from", paramLabel = "FILE", required = true, description = FILE_HELP) Path from) {
        JsonTree standing = remote.send("PUT", "/prices", file(from)).at("result");
        remote.show(standing, () -> told(remote, standing));
        return 0;
    }

    @Command(
            name = "reprice",
            mixinStandardHelpOptions = true,
            description = "Price kept calls anew from their tokens, by the list in force at the time of each call.")
    int reprice(
            @Mixin Remote remote,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            required = true,
                            description = "7d, 2026-11-22 or 2026-11-22T15:00:00Z.")
                    String since,
            @Option(names = "--until", paramLabel = "TIME", description = "The same (now).") @Nullable String until,
            @Option(names = "--gateway", paramLabel = "GATEWAY", description = "Only this gateway of --account.")
                    @Nullable
                    String gateway,
            @Option(names = "--provider", paramLabel = "NAME", description = "Only this provider.") @Nullable
                    String provider,
            @Option(names = "--model", paramLabel = "NAME", description = "Only this model, named as in the log.")
                    @Nullable
                    String model,
            @Option(names = "--dry-run", description = "Count and add up, and change nothing.") boolean dryRun)
            throws InterruptedException {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("since", since);
        put(order, "until", until);
        if (gateway != null) {
            order.put("account", remote.account());
            order.put("gateway", gateway);
        }
        put(order, "provider", provider);
        put(order, "model", model);
        order.put("dry_run", dryRun);
        JsonTree ended = ended(remote, JsonText.of(order));
        remote.show(ended, () -> told(remote, ended));
        if (Table.plain(ended.at("state")).equals("failed")) {
            throw new CommandFailed(Table.plain(ended.at("failure")));
        }
        return 0;
    }

    /** Begins a job and waits for its end. */
    private static JsonTree ended(Remote remote, JsonText order) throws InterruptedException {
        JsonTree job = remote.send("POST", "/prices/reprice", order).at("result");
        String id = Table.plain(job.at("id"));
        while (Table.plain(job.at("state")).equals("running")
                && Table.plain(job.at("id")).equals(id)) {
            Thread.sleep(POLL_MILLIS);
            job = remote.send("GET", "/prices/reprice", null).at("result");
        }
        return job;
    }

    private static void put(Map<String, Object> order, String name, @Nullable String value) {
        if (value != null) {
            order.put(name, value);
        }
    }

    private static void told(Remote remote, JsonTree object) {
        for (String name : object.names()) {
            JsonTree value = object.at(name);
            String text = value.isObject()
                    ? Table.plain(value.at("version")) + " of " + Table.plain(value.at("date"))
                    : Table.plain(value);
            remote.out().println(name.replace('_', ' ') + ": " + text);
        }
    }

    /** As it is, line by line: its checksum is over its lines. */
    private static JsonText file(Path from) {
        try {
            if (Files.size(from) > LARGEST_FILE) {
                throw new CommandFailed(from + " is larger than " + LARGEST_FILE + " bytes; a price file is not");
            }
            return new JsonText(Files.readString(from, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new CommandFailed("Cannot read " + from + " as text: " + unreadable.getMessage());
        }
    }
}
