package dev.penstock.app.cli;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the first administrator of a running Penstock. */
@Command(
        name = "set-up",
        mixinStandardHelpOptions = true,
        description = "Make the first administrator with the set-up token that 'penstock serve' printed.")
public final class SetUpCommand implements Callable<Integer> {
    @Mixin
    private Remote remote = new Remote();

    @Parameters(paramLabel = "SET-UP-TOKEN", description = "What 'penstock serve' printed; good once, for an hour.")
    private String token = "";

    @Option(names = "--name", paramLabel = "NAME", description = "What you call the administrator's token.")
    private @Nullable String name;

    @Override
    public Integer call() {
        JsonText body = name == null ? JsonText.object("token", token) : JsonText.object("token", token, "name", name);
        JsonTree made = remote.send("POST", "/set-up", body).at("result");
        remote.show(made, () -> {
            remote.out().println("The administrator's token, shown only this once:");
            remote.out().println();
            remote.out().println(made.at("value").text().orElse(""));
            remote.out().println();
            remote.out().println("Commands take it as PENSTOCK_TOKEN.");
        });
        return 0;
    }
}
