package dev.penstock.app;

import dev.penstock.app.BackupManifest.Content;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Saves a data folder. */
@Command(
        name = "backup",
        description = "Save the data folder into another folder; a server may be running on it.",
        footer = {"", "The master key is not saved along: keep it apart from the backup."})
final class BackupCommand implements Callable<Integer> {
    private final InstantSource clock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "data",
            description = "The data folder (${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            required = true,
            description = "Where to: a folder that is empty or does not exist.")
    private Path to = Path.of("backup");

    BackupCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(data)) {
            throw new ParameterException(
                    spec.commandLine(), "There is no data folder " + data.toAbsolutePath() + "; name it with --data");
        }
        try {
            BackupManifest manifest = Backup.make(data, to, clock.instant());
            PrintWriter out = spec.commandLine().getOut();
            long bytes =
                    manifest.files().values().stream().mapToLong(Content::size).sum();
            out.println("Saved " + manifest.files().size() + " files, " + bytes + " bytes, into " + to + ":");
            List.of("control", "audit", "prices", "spool", "logs").forEach(part -> out.println(line(part, manifest)));
            out.println(needed(manifest));
            out.println("The master key is NOT in the backup: keep it apart from it, and as safe.");
            out.flush();
            return 0;
        } catch (BackupRefused refused) {
            spec.commandLine().getErr().println("penstock: " + refused.getMessage());
            return 1;
        }
    }

    private static String line(String part, BackupManifest manifest) {
        List<Content> files = manifest.files().entrySet().stream()
                .filter(file -> file.getKey().startsWith(part + "/"))
                .map(file -> file.getValue())
                .toList();
        long bytes = files.stream().mapToLong(Content::size).sum();
        return "  %-8s %d %s, %d bytes".formatted(part, files.size(), files.size() == 1 ? "file" : "files", bytes);
    }

    static String needed(BackupManifest manifest) {
        return manifest.masterKeys().isEmpty()
                ? "Nothing in it is sealed under a master key."
                : "Needs the master key " + String.join(" and ", manifest.masterKeys()) + ".";
    }
}
