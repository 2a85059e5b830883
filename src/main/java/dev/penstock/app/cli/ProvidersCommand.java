package dev.penstock.app.cli;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Custom providers of a running Penstock. */
@Command(
        name = "providers",
        description = "List, add, switch and remove custom providers.",
        synopsisSubcommandLabel = "ACTION")
public final class ProvidersCommand {
    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the account's custom providers.")
    int list(@Mixin Remote remote) {
        remote.show(
                remote.pages("/custom-providers"),
                new Table()
                        .column("PROVIDER", item -> "custom-" + Table.plain(item.at("slug")))
                        .field("NAME", "name")
                        .field("BASE URL", "base_url")
                        .column("SERVES", item -> item.at("enable").isTrue() ? "yes" : "no")
                        .field("ID", "id"));
        return 0;
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Add a provider that speaks a known API.")
    int add(
            @Mixin Remote remote,
            @Parameters(paramLabel = "SLUG", description = "Called as custom-SLUG.") String slug,
            @Parameters(paramLabel = "URL", description = "Its address: https://host/path.") String baseUrl,
            @Option(names = "--name", paramLabel = "NAME", defaultValue = "", description = "What you call it.")
                    String name,
            @Option(names = "--disabled", description = "Add it without serving it yet.") boolean disabled) {
        JsonTree made = remote.aiGateway(
                        "POST",
                        "/custom-providers",
                        JsonText.object(
                                "slug",
                                slug,
                                "name",
                                name.isEmpty() ? slug : name,
                                "base_url",
                                baseUrl,
                                "enable",
                                !disabled))
                .at("result");
        remote.show(
                made,
                () -> remote.out()
                        .println("Added custom-" + slug + " (" + Table.plain(made.at("id")) + ")"
                                + (disabled ? ", not serving yet." : ".")));
        return 0;
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Let a custom provider serve calls.")
    int enable(@Mixin Remote remote, @Parameters(paramLabel = "SLUG") String slug) {
        return switched(remote, slug, true);
    }

    @Command(name = "disable", mixinStandardHelpOptions = true, description = "Stop a custom provider from serving.")
    int disable(@Mixin Remote remote, @Parameters(paramLabel = "SLUG") String slug) {
        return switched(remote, slug, false);
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Remove a custom provider.")
    int remove(@Mixin Remote remote, @Parameters(paramLabel = "SLUG") String slug) {
        JsonTree gone = remote.aiGateway("DELETE", "/custom-providers/" + id(remote, slug), null)
                .at("result");
        remote.show(gone, () -> remote.out().println("Removed custom-" + slug + "."));
        return 0;
    }

    private static int switched(Remote remote, String slug, boolean on) {
        JsonTree now = remote.aiGateway("PATCH", "/custom-providers/" + id(remote, slug), JsonText.object("enable", on))
                .at("result");
        remote.show(now, () -> remote.out().println("custom-" + slug + (on ? " serves." : " does not serve.")));
        return 0;
    }

    private static String id(Remote remote, String slug) {
        return remote.pages("/custom-providers").stream()
                .filter(one -> one.at("slug").text().equals(java.util.Optional.of(slug)))
                .flatMap(one -> one.at("id").text().stream())
                .map(Remote::segment)
                .findFirst()
                .orElseThrow(() -> new CommandFailed("The account has no custom provider '" + slug + "'"));
    }
}
