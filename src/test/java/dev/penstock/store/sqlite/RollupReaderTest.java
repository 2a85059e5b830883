package dev.penstock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Reuse;
import dev.penstock.call.Scope;
import dev.penstock.record.Annotation;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.record.Granularity;
import dev.penstock.record.LogScope;
import dev.penstock.record.Measure;
import dev.penstock.record.Measures;
import dev.penstock.record.RollupAnswer;
import dev.penstock.record.RollupDimension;
import dev.penstock.record.RollupDimension.Fact;
import dev.penstock.record.RollupDimension.Metadata;
import dev.penstock.record.RollupGroup;
import dev.penstock.record.RollupOrder;
import dev.penstock.record.RollupQuery;
import dev.penstock.testkit.ReusedRows;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollupReaderTest {
    private static final long HOUR = 3_600_000;
    private static final long NOON = SampleRows.NOON;
    private static final LogScope ALL = new LogScope.Everything();

    @TempDir
    Path folder;

    @Test
    void fifty_tenants_never_see_each_other() throws Exception {
        GeneratedCalls calls = new GeneratedCalls(10_000, 50, NOON, 3 * HOUR, 100);
        RollupFiles.write(folder, calls, 10_000);
        List<CallRow> rows = IntStream.range(0, 10_000).mapToObj(calls::last).toList();
        RollupOracle oracle = new RollupOracle(rows);
        RollupReader reader = new RollupReader(folder);
        SplittableRandom random = new SplittableRandom(1);
        for (int tenant = 0; tenant < 50; tenant++) {
            LogScope account = new LogScope.Account("account-" + tenant);
            LogScope gateway = new LogScope.Gateway(new Scope("account-" + tenant, "gateway-" + random.nextInt(3)));
            for (RollupQuery query : List.of(
                    RollupQuestions.query(account, NOON, NOON + 4 * HOUR, Granularity.ALL, Fact.ACCOUNT),
                    RollupQuestions.query(account, NOON, NOON + 4 * HOUR, Granularity.HOUR, new Metadata("team")),
                    RollupQuestions.query(gateway, NOON, NOON + 4 * HOUR, Granularity.DAY, Fact.ACCOUNT, Fact.GATEWAY),
                    RollupQuestions.query(gateway, NOON, NOON + 4 * HOUR, Granularity.ALL, new Metadata("user")))) {
                oracle.assertAnswers(query, reader.ask(query));
            }
        }
        assertThat(groups(RollupQuestions.query(
                        new LogScope.Account("account-5'; drop"), NOON, NOON + HOUR, Granularity.ALL)))
                .isEmpty();
    }

    @Test
    void counts_values_beyond_a_thousand_together() throws Exception {
        List<CallRow> rows = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            rows.add(row(i, SampleRows.SCOPE, "model-" + i, "{\"user\":\"u" + i + "\"}"));
        }
        RollupFiles.write(folder, rows);
        // Told again after the values are known, and by a writer that has to learn them from the file.
        RollupFiles.write(folder, rows.subList(500, 2_000));
        for (RollupDimension dimension : List.of(new Metadata("user"), Fact.MODEL)) {
            List<RollupGroup> groups =
                    groups(RollupQuestions.query(ALL, NOON, NOON + HOUR, Granularity.ALL, dimension));
            assertThat(groups).hasSize(1_001);
            assertThat(groups.stream().mapToLong(group -> group.measures().of(Measure.REQUESTS)))
                    .hasSize(1_001);
            assertThat(groups.stream()
                            .filter(group -> group.names().equals(List.of(RollupDimension.OTHER)))
                            .findFirst()
                            .orElseThrow()
                            .measures()
                            .of(Measure.REQUESTS))
                    .isEqualTo(1_500);
        }
    }

    @Test
    void counts_metadata_keys_beyond_fifty_together() throws Exception {
        List<CallRow> rows = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            rows.add(row(i, SampleRows.SCOPE, "m", "{\"key-" + i + "\":\"x\"}"));
        }
        RollupFiles.write(folder, rows);
        RollupQuery others =
                RollupQuestions.query(ALL, NOON, NOON + HOUR, Granularity.ALL, new Metadata(RollupDimension.OTHER));
        assertThat(groups(others).getFirst().measures().of(Measure.REQUESTS)).isEqualTo(30);
    }

    @Test
    void sums_the_rows_of_files_from_before_there_were_roll_ups() throws Exception {
        GeneratedCalls calls = new GeneratedCalls(3_000, 3, NOON, 3 * HOUR, 20);
        RollupFiles.write(folder, calls, 3_000);
        withoutRollups();
        List<CallRow> rows =
                new ArrayList<>(IntStream.range(0, 3_000).mapToObj(calls::last).toList());
        assertAnswers(rows);
        CallRow late = row(900_000, SampleRows.SCOPE, "late", null);
        rows.add(late);
        RollupFiles.write(folder, List.of(late));
        assertAnswers(rows);
    }

    @Test
    void a_day_that_was_summed_up_takes_late_rows() throws Exception {
        GeneratedCalls calls = new GeneratedCalls(2_000, 3, NOON, 30 * HOUR, 20);
        RollupFiles.write(folder, calls, 1_000);
        List<CallRow> rows = IntStream.range(0, 2_000).mapToObj(calls::last).toList();
        try (SqliteStore store = new SqliteStore(folder)) {
            RollupFiles.store(store, rows);
            assertAnswers(rows);
        }
        assertAnswers(rows);
        assertThat(levels()).contains(RollupLevel.DAY.number());
    }

    @Test
    void a_batch_that_fails_leaves_the_sums_as_they_were() throws Exception {
        GeneratedCalls calls = new GeneratedCalls(1_000, 3, NOON, 3 * HOUR, 500);
        List<CallRow> rows = IntStream.range(0, 1_000).mapToObj(calls::last).toList();
        try (SqliteStore store = new SqliteStore(folder)) {
            RollupFiles.store(store, rows.subList(0, 300));
            Path file = Days.path(folder, Days.of(NOON));
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "create trigger refuse before insert on rollup_names begin select raise(abort, 'no'); end");
                assertThat(org.assertj.core.api.Assertions.catchThrowable(
                                () -> RollupFiles.store(store, rows.subList(300, 600))))
                        .isNotNull();
                statement.execute("drop trigger refuse");
            }
            RollupFiles.store(store, rows.subList(300, 1_000));
            assertAnswers(rows);
        }
    }

    @Test
    void stays_as_it_was_when_rows_are_noted_deleted_and_told_again() throws Exception {
        GeneratedCalls calls = new GeneratedCalls(500, 2, NOON, HOUR, 20);
        List<CallRow> rows = IntStream.range(0, 500).mapToObj(calls::last).toList();
        long day = Days.of(NOON);
        try (SqliteStore store = new SqliteStore(folder)) {
            RollupFiles.store(store, rows);
            Annotation noted = Annotation.NONE.metadata(Optional.of("{\"team\":\"another\"}"));
            int changed = 0;
            for (CallRow row : rows.subList(0, 100)) {
                changed += store.annotate(day, row.id(), noted).isPresent() ? 1 : 0;
            }
            assertThat(changed).isGreaterThan(50);
            assertThat(store.erase(day, List.of(200L, 201L, 202L, 203L))).isPositive();
            RollupFiles.store(store, rows);
            RollupFiles.store(store, rows);
        }
        assertAnswers(rows);
    }

    @Test
    void a_reused_answer_told_again_is_counted_once() throws Exception {
        AttemptRow counting = AttemptRow.counting(0, 0, List.of());
        List<CallRow> rows = new ArrayList<>();
        for (Reuse.Kind kind : Reuse.Kind.values()) {
            rows.add(ReusedRows.row(rows.size(), ReusedRows.of(kind), counting));
        }
        RollupFiles.write(folder, rows);
        try (SqliteStore store = new SqliteStore(folder)) {
            RollupFiles.store(store, rows);
            RollupFiles.store(store, rows.reversed());
        }
        assertAnswers(rows);
        Measures sums = groups(RollupQuestions.query(ALL, NOON, NOON + HOUR, Granularity.ALL))
                .getFirst()
                .measures();
        assertThat(sums.of(Measure.REQUESTS)).isEqualTo(4);
        assertThat(sums.of(Measure.ATTEMPTS)).isZero();
        assertThat(sums.of(Measure.CACHED)).isEqualTo(2);
        assertThat(sums.of(Measure.SAVED_COST)).isEqualTo(4 * 531_000);
    }

    @Test
    void an_hour_that_a_failed_batch_began_is_begun_again() throws Exception {
        List<CallRow> rows = new ArrayList<>();
        for (int hour = 0; hour < 3; hour++) {
            rows.add(SampleRows.row(
                    SampleRows.id(hour), SampleRows.SCOPE, NOON + hour * HOUR, "model-" + hour, null, null));
        }
        try (SqliteStore store = new SqliteStore(folder);
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file(store, rows.getFirst()));
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create trigger refuse before insert on rollup_names begin select raise(abort, 'no'); end");
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> RollupFiles.store(store, rows.subList(1, 2))))
                    .isNotNull();
            statement.execute("drop trigger refuse");
            RollupFiles.store(store, rows.subList(2, 3));
            RollupFiles.store(store, rows.subList(1, 2));
            assertAnswers(rows);
        }
    }

    private Path file(SqliteStore store, CallRow row) throws Exception {
        RollupFiles.store(store, List.of(row));
        return Days.path(folder, Days.of(row.createdAt()));
    }

    @Test
    void sorts_and_cuts_but_totals_everything() throws Exception {
        List<CallRow> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(row(i, SampleRows.SCOPE, "model-" + (int) Math.sqrt(i), null));
        }
        RollupFiles.write(folder, rows);
        RollupQuery query = new RollupQuery(
                ALL,
                NOON,
                NOON + HOUR,
                Granularity.ALL,
                List.of(Fact.MODEL),
                List.of(),
                List.of(new RollupOrder.ByMeasure(Measure.REQUESTS, true)),
                2);
        RollupAnswer.Groups answer = (RollupAnswer.Groups) new RollupReader(folder).ask(query);
        assertThat(answer.groups().stream().map(RollupGroup::names))
                .containsExactly(List.of("model-6"), List.of("model-5"));
        assertThat(answer.found()).isEqualTo(8);
        assertThat(answer.total().of(Measure.REQUESTS)).isEqualTo(60);
    }

    @Test
    void many_small_batches_of_a_minute_become_few_pieces() throws Exception {
        GeneratedCalls calls = new GeneratedCalls(1_000, 1, NOON, 30_000, 5);
        try (SqliteStore store = new SqliteStore(folder)) {
            for (int number = 0; number < 1_000; number++) {
                RollupFiles.store(store, List.of(calls.last(number)));
            }
            assertThat(levels()).hasSizeLessThan(600);
        }
        assertAnswers(IntStream.range(0, 1_000).mapToObj(calls::last).toList());
    }

    @Test
    void odd_names_and_times_are_counted() throws Exception {
        Scope odd = new Scope("a\0b\uD800", "g\uDFFF");
        CallRow ancient = SampleRows.row(SampleRows.id(1), odd, -5, "m\uD800", "{\"k\\u0000\":\"v\\ud800\"}");
        RollupFiles.write(folder, List.of(ancient));
        RollupQuery query =
                RollupQuestions.query(new LogScope.Gateway(odd), 0, HOUR, Granularity.MINUTE, new Metadata("k\uFFFD"));
        assertThat(groups(query).getFirst().names()).containsExactly("v\uFFFD");
    }

    private void assertAnswers(List<CallRow> rows) throws IOException {
        for (RollupQuery query : RollupQuestions.of(NOON - HOUR, NOON + 40 * HOUR)) {
            new RollupOracle(rows).assertAnswers(query, new RollupReader(folder).ask(query));
        }
    }

    private List<RollupGroup> groups(RollupQuery query) throws IOException {
        return ((RollupAnswer.Groups) new RollupReader(folder).ask(query)).groups();
    }

    /** The level of every piece there is. */
    private List<Integer> levels() throws IOException {
        List<Integer> levels = new ArrayList<>();
        for (Path day : Days.in(folder).values()) {
            levels.addAll(Reading.in(day, connection -> {
                List<Integer> found = new ArrayList<>();
                try (Statement statement = connection.createStatement();
                        var rows = statement.executeQuery("select level from rollups")) {
                    while (rows.next()) {
                        found.add(rows.getInt(1));
                    }
                }
                return found;
            }));
        }
        return levels;
    }

    private void withoutRollups() throws IOException, SQLException {
        for (Path day : Days.in(folder).values()) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + day);
                    Statement statement = connection.createStatement()) {
                for (String table : List.of("rollups", "rollup_names", "rollup_state")) {
                    statement.execute("drop table " + table);
                }
            }
        }
    }

    private static CallRow row(int number, Scope scope, String model, @Nullable String metadata) {
        return SampleRows.row(SampleRows.id(number), scope, NOON + number % 1_000, model, metadata, null);
    }
}
