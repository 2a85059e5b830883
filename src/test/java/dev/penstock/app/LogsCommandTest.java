package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallRow;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.RowStore;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import dev.penstock.store.spool.Spooled;
import dev.penstock.store.spool.SpooledRow;
import dev.penstock.store.spool.StoreUnavailable;
import dev.penstock.store.sqlite.SqliteStore;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LogsCommandTest {
    private static final Instant NOW = Instant.ofEpochMilli(SampleRows.NOON).plus(Duration.ofMinutes(30));

    @TempDir
    Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shows_the_newest_calls_oldest_first_below_a_heading() throws Exception {
        store(SampleRows.row(1), SampleRows.row(200), SampleRows.row(100));
        assertThat(run("--limit", "2")).isZero();
        assertThat(lines()).hasSize(3);
        assertThat(lines().get(0)).startsWith("TIME (UTC)");
        assertThat(lines().get(1)).endsWith(SampleRows.id(100));
        assertThat(lines().get(2)).endsWith(SampleRows.id(200));
    }

    @Test
    void reads_while_a_server_writes() throws Exception {
        try (Spool spool = Spool.open(
                data.resolve("spool"), SpoolLimits.DEFAULT, new SqliteStore(data.resolve("logs")), System::nanoTime)) {
            spool.appender().append(SampleRows.row(1));
            while (spool.counters().written() < 1) {
                Thread.sleep(5);
            }
            assertThat(run("--json")).isZero();
        }
        assertThat(lines()).singleElement().asString().startsWith("{\"id\":\"" + SampleRows.id(1) + "\"");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shows_one_call_with_its_attempts_and_bodies() throws Exception {
        store(SampleRows.withBodies(4, 200));
        assertThat(run("--id", SampleRows.id(4))).isZero();
        assertThat(out.toString())
                .contains(
                        "attempt 0",
                        "https://api.openai.com:443",
                        "--- request, 200 bytes",
                        "{\"model\":\"gpt-5-mini\"");
    }

    @Test
    void says_when_no_call_has_the_id() throws Exception {
        store(SampleRows.row(1));
        assertThat(run("--id", "nope")).isEqualTo(1);
        assertThat(err.toString()).contains("No call has the id nope here");
    }

    @Test
    void narrows_by_what_it_is_told() throws Exception {
        store(SampleRows.row(1));
        assertThat(found("--provider", "openai", "--model", "mini", "--status", "2xx", "--since", "31m"))
                .isEqualTo(1);
        assertThat(found("--search", "team")).isEqualTo(1);
        assertThat(found("--account", "acme", "--gateway", "main", "--since", "2026-11-22"))
                .isEqualTo(1);
        assertThat(found("--gateway", "main")).isZero();
        assertThat(found("--provider", "anthropic")).isZero();
        assertThat(found("--status", "429")).isZero();
        assertThat(found("--since", "29m")).isZero();
        assertThat(found("--errors")).isZero();
    }

    @Test
    void tells_what_is_wrong_and_what_to_write() throws Exception {
        store(SampleRows.row(1));
        assertThat(run("--since", "yesterday")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("Unknown time 'yesterday'; write 15m");
        assertThat(run("--status", "5xy")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--limit", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        data = data.resolve("missing");
        assertThat(run()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("There is no data folder");
    }

    @Test
    void says_when_rows_of_an_ended_server_are_not_shown_yet() throws Exception {
        RowStore stalled = new RowStore() {
            @Override
            public void store(List<? extends Spooled> rows, boolean durably) throws StoreUnavailable {
                throw new StoreUnavailable("stalled", new IOException());
            }

            @Override
            public void close() {}
        };
        SpoolLimits normal = SpoolLimits.DEFAULT;
        SpoolLimits hasty = new SpoolLimits(
                normal.segmentBytes(),
                normal.segmentAge(),
                normal.pendingBytes(),
                normal.bodyBytes(),
                normal.waitingBytes(),
                normal.batchRows(),
                normal.linger(),
                normal.forceEvery(),
                Duration.ofMillis(1));
        try (Spool spool = Spool.open(data.resolve("spool"), hasty, stalled, System::nanoTime)) {
            spool.appender().append(SampleRows.row(1));
        }
        assertThat(run()).isZero();
        assertThat(err.toString()).matches("(?s)\\d{3} bytes of calls wait in the spool; a server.*");
    }

    private int found(String... args) {
        out.getBuffer().setLength(0);
        assertThat(run(args)).isZero();
        return lines().size() - 1;
    }

    private int run(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--data";
        all[args.length + 1] = data.toString();
        return new CommandLine(new LogsCommand(() -> NOW, false))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    private void store(CallRow... rows) throws Exception {
        try (SqliteStore store = new SqliteStore(data.resolve("logs"))) {
            store.store(
                    Arrays.stream(rows)
                            .map(row -> new SpooledRow(row, RowCodec.encode(row), row.bodies()))
                            .toList(),
                    true);
        }
    }
}
