package dev.penstock.app.cli;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stored provider keys of a running Penstock. Never takes a key as an argument: others could see it there. */
@Command(
        name = "keys",
        description = "List, add, replace and delete stored provider keys.",
        synopsisSubcommandLabel = "ACTION")
public final class KeysCommand {
    private static final int LONGEST = 64 << 10;

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List a gateway's stored keys, never the keys.")
    int list(@Mixin Remote remote, @Parameters(paramLabel = "GATEWAY") String gateway) {
        remote.show(
                remote.pages("/gateways/" + Remote.segment(gateway) + "/provider_configs"),
                new Table()
                        .field("PROVIDER", "provider_slug")
                        .field("ALIAS", "alias")
                        .column("DEFAULT", item -> item.at("default_config").isTrue() ? "yes" : "no")
                        .field("KEY", "secret_preview")
                        .field("MODIFIED", "modified_at")
                        .field("ID", "id"));
        return 0;
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = {"Store a provider key, read from the terminal, from standard input or from a file."})
    int add(
            @Mixin Remote remote,
            @Parameters(paramLabel = "GATEWAY") String gateway,
            @Parameters(paramLabel = "PROVIDER", description = "openai, anthropic, custom-mine …") String provider,
            @Option(
                            names = "--alias",
                            paramLabel = "ALIAS",
                            defaultValue = "default",
                            description = "Chosen by the header cf-aig-byok-alias (${DEFAULT-VALUE}).")
                    String alias,
            @Option(names = "--file", paramLabel = "FILE", description = "Read the key from this file.") @Nullable
                    Path file)
            throws IOException {
        JsonTree made = remote.gateway(
                        gateway,
                        "POST",
                        "/provider_configs",
                        JsonText.object(
                                "provider_slug",
                                provider,
                                "alias",
                                alias,
                                "default_config",
                                alias.equals("default"),
                                "secret",
                                secret(file)))
                .at("result");
        remote.show(
                made,
                () -> remote.out()
                        .println("Stored the key of " + provider + " as '" + alias + "' (" + Table.plain(made.at("id"))
                                + ")."));
        return 0;
    }

    @Command(name = "replace", mixinStandardHelpOptions = true, description = "Put another key in the place of one.")
    int replace(
            @Mixin Remote remote,
            @Parameters(paramLabel = "GATEWAY") String gateway,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--file", paramLabel = "FILE", description = "Read the key from this file.") @Nullable
                    Path file)
            throws IOException {
        JsonTree now = remote.gateway(
                        gateway,
                        "PUT",
                        "/provider_configs/" + Remote.segment(id),
                        JsonText.object("secret", secret(file)))
                .at("result");
        remote.show(now, () -> remote.out().println("Replaced; the new key is in use."));
        return 0;
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Delete a stored key; calls stop using it now.")
    int delete(
            @Mixin Remote remote,
            @Parameters(paramLabel = "GATEWAY") String gateway,
            @Parameters(paramLabel = "ID") String id) {
        JsonTree gone = remote.gateway(gateway, "DELETE", "/provider_configs/" + Remote.segment(id), null)
                .at("result");
        remote.show(gone, () -> remote.out().println("Deleted."));
        return 0;
    }

    private static String secret(@Nullable Path file) throws IOException {
        String read = file == null ? typed() : Files.readString(file);
        String secret = read.strip();
        if (secret.isEmpty() || secret.length() > LONGEST) {
            throw new CommandFailed("A key of 1 to " + LONGEST + " characters is needed; none came");
        }
        return secret;
    }

    private static String typed() throws IOException {
        Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (console.isPresent()) {
            char[] typed = console.get().readPassword("Key (not shown): ");
            return typed == null ? "" : new String(typed);
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (int c = in.read(); c >= 0 && all.length() <= LONGEST; c = in.read()) {
            all.append((char) c);
        }
        return all.toString();
    }
}
