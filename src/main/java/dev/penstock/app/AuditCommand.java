package dev.penstock.app;

import dev.penstock.control.Actor;
import dev.penstock.control.AuditTrail;
import dev.penstock.control.AuditTrail.Entry;
import dev.penstock.control.AuditTrail.Found;
import dev.penstock.control.AuditTrail.Head;
import dev.penstock.control.AuditTrail.Wanted;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.Edit;
import dev.penstock.json.JsonText;
import dev.penstock.store.audit.AuditCheck;
import dev.penstock.store.audit.AuditFile;
import dev.penstock.store.sqlite.ControlFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The audit trail of a data folder: whether it is whole, and what is in it. */
@Command(
        name = "audit",
        description = "Check the audit trail, or show it.",
        synopsisSubcommandLabel = "ACTION",
        footer = {"", "Reads the data folder; a server may be running on it, save for 'begin-anew'."})
final class AuditCommand {
    private static final int BAD = 1;

    private final InstantSource clock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "data",
            scope = ScopeType.INHERIT,
            description = "The data folder (${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "One JSON object a line.")
    private boolean json;

    AuditCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description =
                    "Walk the whole chain and name the first line that is not as it was written. Exit code 1 is bad.")
    int verify() throws IOException {
        // The head first: what is appended meanwhile comes behind it.
        Optional<Head> known = known();
        AuditCheck.Verdict verdict = AuditCheck.of(folder(), known);
        if (json) {
            out().println(JsonText.object(
                    "good",
                    verdict.bad().isEmpty(),
                    "entries",
                    verdict.entries(),
                    "first_bad",
                    verdict.bad()
                            .map(bad -> JsonText.object(
                                    "file", bad.file(), "line", bad.line(), "entry", bad.entry(), "why", bad.why()))));
        } else if (verdict.bad().isEmpty()) {
            out().println("The audit trail is whole: " + verdict.entries() + " entries, each follows the one before"
                    + (known.isPresent() ? ", up to the last change." : "."));
        } else {
            AuditCheck.Bad bad = verdict.bad().get();
            String where = bad.line() == 0 ? bad.file() : bad.file() + " line " + bad.line();
            out().println("The audit trail is NOT whole. " + where + ": entry " + bad.entry() + " " + bad.why() + ".");
        }
        out().flush();
        return verdict.bad().isEmpty() ? 0 : BAD;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Show entries, the newest last.")
    int list(
            @Option(
                            names = {"-n", "--limit"},
                            defaultValue = "50",
                            description = "How many (${DEFAULT-VALUE}).")
                    int limit,
            @Option(names = "--account", paramLabel = "ACCOUNT", description = "Only this account's.")
                    Optional<String> account)
            throws IOException {
        if (limit < 1 || limit > 100_000) {
            throw new ParameterException(spec.commandLine(), "--limit must be a whole number from 1 to 100000");
        }
        Wanted wanted =
                new Wanted(account, Optional.empty(), Optional.empty(), Long.MIN_VALUE, Long.MAX_VALUE, true, 0, limit);
        Found found = AuditFile.find(folder(), wanted);
        found.entries().reversed().forEach(kept -> out().println(json ? asJson(kept) : asLine(kept)));
        out().flush();
        return 0;
    }

    @Command(
            name = "begin-anew",
            mixinStandardHelpOptions = true,
            description = "Put a trail that cannot be trusted aside and begin another that says so; the server must be"
                    + " stopped.")
    int beginAnew() throws IOException {
        Path aside = AuditFile.putAside(
                folder(), "set-aside-" + clock.instant().toString().replace(":", "-"));
        try (ControlFile store = ControlFile.open(control());
                AuditFile trail = AuditFile.open(folder(), Optional.empty())) {
            String former = Kept.head(store.load()).map(Head::text).orElse("unknown");
            Head head = trail.append(new Entry(
                    clock.millis(),
                    new Actor("operator", "penstock audit begin-anew"),
                    "",
                    "audit trail begun anew",
                    "audit/" + aside.getFileName() + " ended, by the control store, at " + former,
                    0));
            store.keep(new Edit.Seal(ControlDesk.AUDIT_HEAD, head.text().getBytes(StandardCharsets.US_ASCII)));
        }
        out().println("The former trail is kept in " + aside + "; the new one begins by saying so.");
        out().flush();
        return 0;
    }

    private static String asLine(AuditTrail.Kept kept) {
        Entry entry = kept.entry();
        return "%d  %s  %s  %s (%s)  %s  %s"
                .formatted(
                        kept.number(),
                        Instant.ofEpochMilli(entry.at()),
                        entry.account().isEmpty() ? "-" : entry.account(),
                        entry.actor().name(),
                        entry.actor().id(),
                        entry.action(),
                        entry.object());
    }

    private static JsonText asJson(AuditTrail.Kept kept) {
        Entry entry = kept.entry();
        return JsonText.object(
                "n", kept.number(),
                "at", Instant.ofEpochMilli(entry.at()).toString(),
                "account", entry.account(),
                "actor", entry.actor().id(),
                "name", entry.actor().name(),
                "action", entry.action(),
                "object", entry.object());
    }

    /** Where the control store says the trail was at the last change. */
    private Optional<Head> known() throws IOException {
        if (!Files.exists(control())) {
            return Optional.empty();
        }
        try (ControlFile store = ControlFile.open(control())) {
            return Kept.head(store.load());
        }
    }

    private Path control() {
        return data.resolve("control").resolve("control.db");
    }

    private Path folder() {
        Path folder = data.resolve("audit");
        if (!Files.isDirectory(data)) {
            throw new ParameterException(
                    spec.commandLine(), "There is no data folder " + data.toAbsolutePath() + "; name it with --data");
        }
        return folder;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
