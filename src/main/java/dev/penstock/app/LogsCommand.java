package dev.penstock.app;

import dev.penstock.call.Scope;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogFilter;
import dev.penstock.record.LogFilter.Compare;
import dev.penstock.record.LogFilter.Match;
import dev.penstock.record.LogFilter.NumberField;
import dev.penstock.record.LogFilter.TextField;
import dev.penstock.record.LogJson;
import dev.penstock.record.LogLine;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.record.LogSheet;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.sqlite.LogReader;
import dev.penstock.store.sqlite.LogTail;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the calls of a data folder, whether or not a server is running on it. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Shows calls: the newest, those that match, or each as it arrives.")
final class LogsCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 200;
    private static final int NO_SUCH_ROW = 1;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--data", defaultValue = "data", description = "The data folder (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = {"-f", "--follow"},
            description = "Go on and show each call as it arrives.")
    private boolean follow;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(
            names = {"-n", "--limit"},
            defaultValue = "50",
            description = "How many calls (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--account", description = "Only this account.")
    private @Nullable String account;

    @Option(names = "--gateway", description = "Only this gateway; needs --account unless that is 'default'.")
    private @Nullable String gateway;

    @Option(names = "--provider", description = "Only this provider.")
    private @Nullable String provider;

    @Option(names = "--model", description = "Only models whose name contains this.")
    private @Nullable String model;

    @Option(names = "--status", description = "Only this status: 429, or 5xx.")
    private @Nullable String status;

    @Option(names = "--since", description = "15m, 2h, 3d, 2026-11-22 or 2026-11-22T15:00:00Z.")
    private @Nullable String since;

    @Option(names = "--errors", description = "Only calls that did not succeed.")
    private boolean errors;

    @Option(names = "--search", description = "Only calls with this in their id or metadata.")
    private @Nullable String search;

    @Option(names = "--id", description = "This call in full, with its attempts and bodies.")
    private @Nullable String id;

    private final InstantSource clock;
    private final boolean terminal;

    /** @param terminal whether a person reads along, so that colours help */
    LogsCommand(InstantSource clock, boolean terminal) {
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LogReader reader = new LogReader(data.resolve("logs"));
        if (!Files.isDirectory(data)) {
            throw wrong("There is no data folder " + data.toAbsolutePath() + "; name it with --data");
        }
        if (id != null) {
            return showOne(reader, id);
        }
        noteLeftBehind();
        LogQuery query = query();
        Optional<LogTail> tail = follow ? Optional.of(reader.tail(query)) : Optional.empty();
        List<CallRow> newest = reader.list(query);
        if (!json) {
            out().println(LogLine.heading());
        }
        newest.reversed().forEach(this::show);
        out().flush();
        if (tail.isPresent()) {
            follow(tail.get(), newest);
        }
        return CommandLine.ExitCode.OK;
    }

    private int showOne(LogReader reader, String wanted) throws IOException {
        Optional<CallRow> row = reader.find(scope(), wanted);
        if (row.isEmpty()) {
            command().getErr().println("No call has the id " + wanted + " here");
            return NO_SUCH_ROW;
        }
        if (json) {
            out().println(LogJson.of(row.get()));
        } else {
            LogSheet.of(row.get(), terminal).forEach(out()::println);
        }
        out().flush();
        return CommandLine.ExitCode.OK;
    }

    private void noteLeftBehind() throws IOException {
        long bytes = Spool.leftBehind(data.resolve("spool"));
        if (bytes > 0) {
            command()
                    .getErr()
                    .println(bytes + " bytes of calls wait in the spool; a server started here takes them in");
        }
    }

    /** Until the reader of the lines goes away, or the process is ended. */
    private void follow(LogTail tail, List<CallRow> shown) throws IOException, InterruptedException {
        Set<String> ids = new HashSet<>();
        shown.forEach(row -> ids.add(row.id()));
        while (!out().checkError()) {
            for (CallRow row : tail.poll()) {
                if (!ids.remove(row.id())) {
                    show(row);
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private void show(CallRow row) {
        out().println(json ? LogJson.of(row) : LogLine.of(row, terminal));
    }

    private LogQuery query() {
        try {
            LogQuery query = LogQuery.of(scope()).limit(limit);
            if (since != null) {
                query = query.since(Since.parse(since, clock.instant()).toEpochMilli());
            }
            query = narrowed(query, TextField.PROVIDER, Match.EQUALS, provider);
            query = narrowed(query, TextField.MODEL, Match.CONTAINS, model);
            if (search != null) {
                query = query.where(new LogFilter.Search(search));
            }
            if (errors) {
                query = query.where(new LogFilter.ByFlag(LogFilter.FlagField.SUCCESS, false));
            }
            return status == null ? query : withStatus(query, status);
        } catch (IllegalArgumentException unknown) {
            throw wrong(String.valueOf(unknown.getMessage()));
        }
    }

    private static LogQuery narrowed(LogQuery query, TextField field, Match match, @Nullable String value) {
        return value == null ? query : query.where(new LogFilter.ByText(field, match, value));
    }

    private static LogQuery withStatus(LogQuery query, String wanted) {
        if (wanted.matches("[1-9]xx")) {
            long first = 100L * (wanted.charAt(0) - '0');
            return query.where(new LogFilter.ByNumber(NumberField.STATUS, Compare.AT_LEAST, first))
                    .where(new LogFilter.ByNumber(NumberField.STATUS, Compare.BELOW, first + 100));
        }
        if (!wanted.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("Unknown status '" + wanted + "'; write 429 or 5xx");
        }
        return query.where(new LogFilter.ByNumber(NumberField.STATUS, Compare.EQUALS, Long.parseLong(wanted)));
    }

    private LogScope scope() {
        if (gateway != null) {
            return new LogScope.Gateway(new Scope(account == null ? "default" : account, gateway));
        }
        return account == null ? new LogScope.Everything() : new LogScope.Account(account);
    }

    private PrintWriter out() {
        return command().getOut();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command(), message);
    }

    private CommandLine command() {
        if (spec == null) {
            throw new IllegalStateException("logs runs as a command only");
        }
        return spec.commandLine();
    }
}
