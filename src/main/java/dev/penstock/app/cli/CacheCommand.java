package dev.penstock.app.cli;

import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Kept answers of a running Penstock. */
@Command(
        name = "cache",
        description = "Forget kept answers, see how full their store is, and learn why a call has none.",
        synopsisSubcommandLabel = "ACTION")
public final class CacheCommand {
    private static final long LARGEST_BODY = 25L << 20;

    @Command(
            name = "purge",
            mixinStandardHelpOptions = true,
            description = "Forget a gateway's kept answers: all of them, or those that meet every condition given.")
    int purge(
            @Mixin Remote remote,
            @Parameters(paramLabel = "GATEWAY") String gateway,
            @Option(names = "--key", paramLabel = "HEX", description = "The key that 'explain' shows.") @Nullable
                    String key,
            @Option(names = "--cache-key", paramLabel = "TEXT", description = "A value of cf-aig-cache-key.") @Nullable
                    String cacheKey,
            @Option(names = "--provider", paramLabel = "NAME", description = "Only this provider's.") @Nullable
                    String provider,
            @Option(names = "--model", paramLabel = "NAME", description = "Only this model's.") @Nullable String model,
            @Option(
                            names = "--tag",
                            paramLabel = "NAME=VALUE",
                            description = "An entry of cf-aig-metadata of the calls that brought them.")
                    @Nullable
                    String tag) {
        Map<String, String> conditions = new LinkedHashMap<>();
        put(conditions, "key", key);
        put(conditions, "cache_key", cacheKey);
        put(conditions, "provider", provider);
        put(conditions, "model", model);
        if (tag != null) {
            int equals = tag.indexOf('=');
            if (equals < 1) {
                throw new CommandFailed("'" + tag + "' must be written NAME=VALUE, such as --tag team=eng");
            }
            conditions.put("metadata.key", tag.substring(0, equals));
            conditions.put("metadata.value", tag.substring(equals + 1));
        }
        JsonTree purged = remote.gateway(gateway, "DELETE", "/cache" + Remote.query(conditions), null)
                .at("result");
        remote.show(purged, () -> remote.out().println(forgotten(purged.at("purged"))));
        return 0;
    }

    private static String forgotten(JsonTree count) {
        long number = count.whole().orElse(0);
        return number == 1 ? "Forgot 1 kept answer." : "Forgot " + number + " kept answers.";
    }

    @Command(
            name = "stats",
            mixinStandardHelpOptions = true,
            description = "How full the store of all gateways is, or what a gateway's cache has saved.")
    int stats(
            @Mixin Remote remote,
            @Option(names = "--gateway", paramLabel = "GATEWAY", description = "What this gateway's cache has saved.")
                    @Nullable
                    String gateway,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description = "With --gateway: since 2026-11-22T00:00:00Z (a day ago).")
                    @Nullable
                    String since) {
        if (gateway == null) {
            JsonTree store = remote.send("GET", "/cache/stats", null).at("result");
            remote.show(store, () -> store(store, remote.out()));
            return 0;
        }
        Map<String, String> parameters = new LinkedHashMap<>(Map.of("granularity", "all"));
        put(parameters, "since", since);
        JsonTree series = remote.gateway(gateway, "GET", "/analytics" + Remote.query(parameters), null)
                .at("result")
                .at("series");
        JsonTree sums = series.items().isEmpty()
                ? JsonTree.read("{}")
                : series.items().getFirst().at("totals");
        remote.show(sums, () -> saved(sums, remote.out()));
        return 0;
    }

    private static void store(JsonTree store, PrintWriter out) {
        out.println("in memory:  " + room(store, "memory"));
        out.println("on disk:    " + room(store, "disk"));
        out.println("evicted:    " + Table.plain(store.at("evicted")) + ", to make room");
        out.println("not kept:   " + Table.plain(store.at("dropped")) + ", because writing could not keep up");
        out.println("failures:   " + Table.plain(store.at("failures")) + " of the disk");
    }

    private static String room(JsonTree store, String where) {
        long bytes = store.at(where + "_bytes").whole().orElse(0);
        long limit = store.at(where + "_limit").whole().orElse(0);
        return Table.plain(store.at(where + "_entries")) + " answers, " + bytes + " of " + limit + " bytes"
                + (limit > 0 ? " (" + Math.multiplyExact(100L, bytes) / limit + " %)" : "");
    }

    private static void saved(JsonTree sums, PrintWriter out) {
        out.println("requests:   " + number(sums, "requests"));
        out.println("from cache: " + number(sums, "cached") + ", of which stale: " + number(sums, "stale"));
        out.println("joined:     " + number(sums, "coalesced") + " identical calls under way");
        out.println("resumed:    " + number(sums, "resumed") + " streams");
        out.println("saved USD:  " + Table.plain(sums.at("saved_cost")));
        out.println("saved ms:   " + Table.plain(sums.at("saved_ms")));
    }

    private static long number(JsonTree sums, String name) {
        return sums.at(name).whole().orElse(0);
    }

    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            description = "What the cache makes of a call, without sending it.")
    int explain(
            @Mixin Remote remote,
            @Parameters(paramLabel = "GATEWAY") String gateway,
            @Parameters(paramLabel = "PROVIDER", description = "openai, anthropic, custom-mine …") String provider,
            @Parameters(paramLabel = "ENDPOINT", description = "Below the provider, such as chat/completions.")
                    String endpoint,
            @Option(
                            names = "--file",
                            paramLabel = "FILE",
                            description = "The request's body; else it is read from standard input.")
                    @Nullable
                    Path file,
            @Option(
                            names = {"-H", "--header"},
                            paramLabel = "NAME:VALUE",
                            description = "A header of the request, such as cf-aig-cache-ttl:60; may be given again.")
                    @Nullable
                    List<String> headers)
            throws IOException {
        JsonText step = JsonText.object(
                "provider",
                provider,
                "endpoint",
                endpoint,
                "headers",
                fields(headers == null ? List.of() : headers),
                "query",
                body(file));
        JsonTree found = remote.gateway(gateway, "POST", "/cache/explain", step).at("result");
        remote.show(found, () -> told(found, remote.out()));
        return 0;
    }

    private static Map<String, String> fields(List<String> headers) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new CommandFailed("A header must be written NAME:VALUE, such as -H cf-aig-cache-ttl:60");
            }
            fields.put(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip());
        }
        return fields;
    }

    /** As it was written, because a key is made of what is sent. */
    private static JsonText body(@Nullable Path file) throws IOException {
        byte[] bytes = file == null ? System.in.readNBytes((int) LARGEST_BODY + 1) : read(file);
        if (bytes.length > LARGEST_BODY) {
            throw new CommandFailed("The body is larger than " + LARGEST_BODY + " bytes; no answer to it is kept");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            JsonTree ignored = JsonTree.read(text);
        } catch (JsonMalformed malformed) {
            throw new CommandFailed("The body is " + malformed.getMessage());
        }
        return new JsonText(text);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new CommandFailed("Cannot read " + file + ": " + unreadable.getMessage());
        }
    }

    private static void told(JsonTree found, PrintWriter out) {
        out.println("outcome: " + Table.plain(found.at("outcome")));
        out.println("reason:  " + Table.plain(found.at("reason")));
        if (!found.at("key").isAbsent()) {
            out.println("key:     " + Table.plain(found.at("key")));
        }
        JsonTree nearest = found.at("nearest");
        if (!nearest.isAbsent()) {
            JsonTree differs = nearest.at("differs");
            out.println("nearest: a kept answer " + Table.plain(nearest.at("age")) + " s old with "
                    + Table.plain(nearest.at("equal")) + " of " + Table.plain(nearest.at("parts")) + " parts the same"
                    + (differs.isAbsent() ? "" : "; the first that differs is " + Table.plain(differs)));
        }
        if (!found.at("parts").items().isEmpty()) {
            out.println();
            new Table()
                    .field("PART", "name")
                    .field("HASH", "hash")
                    .print(found.at("parts").items(), out);
        }
    }

    private static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }
}
