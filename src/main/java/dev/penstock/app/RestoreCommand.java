package dev.penstock.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a data folder from a backup. */
@Command(
        name = "restore",
        description = "Make a data folder from a backup, after checking every file of it.",
        footer = {"", "Start the server with the master key that the backup needs."})
final class RestoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--from",
            paramLabel = "FOLDER",
            required = true,
            description = "A folder that 'penstock backup' made.")
    private Path from = Path.of("backup");

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            defaultValue = "data",
            description = "The data folder to make: empty, or not there yet (${DEFAULT-VALUE}).")
    private Path to = Path.of("data");

    @Override
    public Integer call() throws IOException {
        try {
            BackupManifest manifest = Restore.make(from, to);
            PrintWriter out = spec.commandLine().getOut();
            out.println("Restored " + manifest.files().size() + " files of " + manifest.at() + " into " + to
                    + "; each is as it was written.");
            out.println(BackupCommand.needed(manifest) + " Start with it as master_key; no other is taken.");
            out.flush();
            return 0;
        } catch (BackupRefused refused) {
            spec.commandLine().getErr().println("penstock: " + refused.getMessage());
            return 1;
        }
    }
}
