package dev.penstock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.Granularity;
import dev.penstock.record.LogScope;
import dev.penstock.record.RollupAnswer;
import dev.penstock.record.RollupDimension.Fact;
import dev.penstock.record.RollupDimension.Metadata;
import dev.penstock.record.RollupQuery;
import dev.penstock.testkit.SampleRows;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What roll-ups cost, printed. The bounds are wide; they catch a mistake, not a slow day. */
@Tag("soak")
class RollupCostTest {
    private static final long HOUR = 3_600_000;
    private static final int BATCH = 200;

    @TempDir
    Path folder;

    @Test
    void summing_a_row_takes_microseconds() throws Exception {
        for (int users : new int[] {10, 10, 10, 5_000, 5_000}) {
            for (int accounts : new int[] {1, 20}) {
                System.out.printf(
                        "%d accounts, %d users: %.2f us cpu a row in batches of %d%n",
                        accounts, users, cost(accounts, users), BATCH);
            }
        }
        assertThat(cost(1, 10)).isLessThan(50);
    }

    /** Two thousand calls a second for a minute and a half, the commit left aside: it is made for the rows anyway. */
    private double cost(int accounts, int users) throws Exception {
        int count = 180_000;
        GeneratedCalls calls = new GeneratedCalls(count, accounts, SampleRows.NOON, 90_000, users);
        Path file = folder.resolve("d" + System.nanoTime());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma journal_mode = wal");
                statement.execute("pragma synchronous = normal");
                statement.execute("create table requests(detail blob, created_at)");
            }
            try (RollupTables tables = new RollupTables(connection)) {
                connection.setAutoCommit(false);
                long spent = 0;
                for (int first = 0; first < count; first += BATCH) {
                    List<RollupTables.Change> changes = new ArrayList<>();
                    for (int number = first; number < first + BATCH; number++) {
                        changes.add(new RollupTables.Change(null, calls.last(number)));
                    }
                    long begin = cpu();
                    tables.apply(changes);
                    spent += cpu() - begin;
                    connection.commit();
                }
                return spent / 1e3 / count;
            }
        }
    }

    @Test
    void thirty_days_are_answered_within_two_hundred_milliseconds() throws Exception {
        GeneratedCalls calls = new GeneratedCalls(60_000, 3, SampleRows.NOON, 30 * 24 * HOUR, 400);
        RollupFiles.write(folder, calls, 60_000);
        RollupReader reader = new RollupReader(folder);
        LogScope account = new LogScope.Account("account-1");
        long since = SampleRows.NOON;
        long until = since + 30 * 24 * HOUR;
        for (int round = 0; round < 4; round++) {
            time(reader, RollupQuestions.query(account, since, until, Granularity.DAY, Fact.MODEL, Fact.PROVIDER));
            time(reader, RollupQuestions.query(account, since, until, Granularity.HOUR, Fact.MODEL));
            time(reader, RollupQuestions.query(account, since, until, Granularity.ALL, Fact.GATEWAY, Fact.STATUS));
            time(reader, RollupQuestions.query(account, since, until, Granularity.DAY, new Metadata("user")));
            time(reader, RollupQuestions.query(account, since, since + 24 * HOUR, Granularity.MINUTE, Fact.MODEL));
        }
    }

    private static void time(RollupReader reader, RollupQuery query) throws Exception {
        long begin = System.nanoTime();
        RollupAnswer.Groups groups = (RollupAnswer.Groups) reader.ask(query);
        System.out.printf(
                "%s by %s: %d groups in %.1f ms%n",
                query.granularity(), query.groupBy(), groups.found(), (System.nanoTime() - begin) / 1e6);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
