package dev.penstock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallLog;
import dev.penstock.record.CallRow;
import dev.penstock.record.RollupQuery;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollupTest {
    private static final long DAY = 86_400_000;
    /** Late in the evening, so that hours and days pass. */
    private static final long FROM = SampleRows.NOON + 9 * 3_600_000;

    private static final long LENGTH = 4 * 3_600_000;
    private static final int CALLS = 40_000;

    @TempDir
    Path data;

    @Test
    void equals_the_rows_for_a_hundred_thousand_calls_told_twice_and_read_again() throws Exception {
        GeneratedCalls calls = new GeneratedCalls(CALLS, 4, FROM, LENGTH, 300);
        try (Spool spool = open()) {
            tell(spool, calls, 0, CALLS / 2);
        }
        // What a killed process had told already is told again in its old order, after what is newer.
        try (Spool spool = open()) {
            tell(spool, calls, CALLS / 2 - 5_000, CALLS);
            await(spool, CALLS / 2);
            assertSame(IntStream.range(0, CALLS).mapToObj(calls::last).toList());
        }
        assertSame(IntStream.range(0, CALLS).mapToObj(calls::last).toList());
    }

    @Test
    void equals_the_rows_after_kill_minus_nine() throws Exception {
        int told = 0;
        for (int round = 0; round < 3; round++) {
            told = killedAfter(400 + 300 * round, told);
        }
        GeneratedCalls calls = KilledTeller.CALLS;
        try (Spool spool = open()) {
            assertThat(spool.caughtUp(Duration.ofSeconds(60))).isTrue();
            CallLog log = spool.appender();
            for (int number = told; number < CALLS; number++) {
                KilledTeller.tell(log, number);
            }
        }
        List<CallRow> rows = rows();
        assertThat(rows).hasSize(CALLS).contains(calls.last(0));
        assertSame(rows);
    }

    private Spool open() throws IOException {
        SpoolLimits usual = SpoolLimits.DEFAULT;
        SpoolLimits patient = new SpoolLimits(
                usual.segmentBytes(),
                usual.segmentAge(),
                usual.pendingBytes(),
                usual.bodyBytes(),
                usual.waitingBytes(),
                usual.batchRows(),
                usual.linger(),
                usual.forceEvery(),
                Duration.ofMinutes(5));
        return Spool.open(data.resolve("spool"), patient, new SqliteStore(data.resolve("logs")), System::nanoTime);
    }

    private static void tell(Spool spool, GeneratedCalls calls, int from, int to) {
        CallLog log = spool.appender();
        for (int number = from; number < to; number++) {
            log.append(calls.first(number));
            if (number % 13 == 0) {
                log.append(calls.first(number));
            }
            if (calls.isTwice(number)) {
                log.append(calls.last(number));
            }
        }
    }

    private static void await(Spool spool, int rows) throws InterruptedException {
        while (spool.counters().written() < spool.counters().appended()) {
            Thread.sleep(5);
        }
        assertThat(spool.counters().written()).isGreaterThan(rows);
        assertThat(spool.counters().quarantined()).isZero();
    }

    private void assertSame(List<CallRow> rows) throws IOException {
        RollupOracle oracle = new RollupOracle(rows);
        RollupReader reader = new RollupReader(data.resolve("logs"));
        List<RollupQuery> queries = new ArrayList<>(RollupQuestions.of(FROM - 3_600_000, FROM + LENGTH + 3_600_000));
        queries.addAll(RollupQuestions.of(FROM / DAY * DAY, FROM / DAY * DAY + 2 * DAY));
        for (RollupQuery query : queries) {
            oracle.assertAnswers(query, reader.ask(query));
        }
    }

    /** Has another process tell calls for a while, kills it; gives the number it was not known to have reached. */
    private int killedAfter(long millis, int first) throws IOException, InterruptedException {
        Path printed = data.resolve("printed-" + first);
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledTeller.class.getName(),
                        data.toString(),
                        Integer.toString(first),
                        Integer.toString(CALLS))
                .redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (Files.size(printed) == 0) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(5);
        }
        Thread.sleep(millis);
        process.destroyForcibly().waitFor();
        String text = Files.readString(printed);
        return text.substring(0, Math.max(0, text.lastIndexOf('\n')))
                .lines()
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(first);
    }

    private List<CallRow> rows() throws Exception {
        List<CallRow> rows = new ArrayList<>();
        for (Path day : Days.in(data.resolve("logs")).values()) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + day);
                    Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery("select detail from requests")) {
                while (found.next()) {
                    rows.add(RowCodec.decode(found.getBytes(1)).orElseThrow());
                }
            }
        }
        return rows;
    }
}
