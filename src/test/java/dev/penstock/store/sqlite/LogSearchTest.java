package dev.penstock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Scope;
import dev.penstock.record.Annotation;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogExtent;
import dev.penstock.record.LogKeeper;
import dev.penstock.record.LogPage;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.record.LoggedCall;
import dev.penstock.store.index.IndexFiles;
import dev.penstock.testkit.NaiveLog;
import dev.penstock.testkit.RandomQueries;
import dev.penstock.testkit.SampleRows;
import dev.penstock.testkit.VariedRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSearchTest {
    private static final int ROWS = 2_500;
    private static final long DAY = 86_400_000;
    private static final List<Scope> SCOPES =
            List.of(SampleRows.SCOPE, new Scope("acme", "second"), new Scope("acm", "e"), new Scope("other", "main"));

    @TempDir
    Path folder;

    private final Map<String, LoggedCall> expected = new LinkedHashMap<>();
    private final Random random = new Random(11);

    @Test
    void answers_every_query_as_a_plain_filter_would() throws Exception {
        try (SqliteStore store = new SqliteStore(folder)) {
            fill(store);
            LogReader reader = new LogReader(folder);
            agree(reader, 1, 350);
            change(store);
            agree(reader, 2, 250);
            agree(new LogReader(folder), 3, 30);
        }
        agree(new LogReader(folder), 4, 50);
        Path newest = folder.resolve("logs-2026-11-24.db");
        for (Path file : IndexFiles.of(newest)) {
            Files.delete(file);
        }
        agree(new LogReader(folder), 5, 50);
        damage(IndexFiles.of(folder.resolve("logs-2026-11-23.db")).getFirst());
        try (SqliteStore again = new SqliteStore(folder)) {
            StoreSteps.tend(again);
            agree(new LogReader(folder), 6, 100);
        }
    }

    @Test
    void reaches_pages_of_any_depth() throws Exception {
        try (SqliteStore store = new SqliteStore(folder)) {
            VariedRows rows = new VariedRows(3);
            List<CallRow> many = new ArrayList<>();
            for (int i = 0; i < 45_000; i++) {
                many.add(rows.row(SampleRows.SCOPE, SampleRows.NOON + i / 7, i));
            }
            store.store(StoreSteps.spooled(many), false);
            many.forEach(row -> expected.put(row.id(), LoggedCall.of(row)));
            LogReader reader = new LogReader(folder);
            RandomQueries queries = new RandomQueries(5);
            for (int i = 0; i < 6; i++) {
                LogQuery query = LogQuery.of(new LogScope.Everything()).by(queries.order());
                List<LoggedCall> all = NaiveLog.matches(query, expected.values());
                for (long page : new long[] {1, 410, 800, 860}) {
                    check(reader, query.page(page, 50), all);
                }
            }
        }
    }

    private void fill(SqliteStore store) throws Exception {
        VariedRows rows = new VariedRows(7);
        List<CallRow> all = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            long createdAt = SampleRows.NOON + (i % 3) * DAY + random.nextInt(2_000) * 500L;
            all.add(rows.row(SCOPES.get(i % 7 % SCOPES.size()), createdAt, i));
        }
        for (int i = 0; i < ROWS; i += 250) {
            store.store(StoreSteps.spooled(all.subList(i, i + 250)), i % 500 == 0);
        }
        all.forEach(row -> expected.put(row.id(), LoggedCall.of(row)));
        // Some come again, as estimates do and a spool after a crash: with what is known by then.
        for (int i = 0; i < ROWS; i += 17) {
            CallRow before = all.get(i);
            CallRow now = before.estimated(before.usage(), 77_000_000L, null, "v2");
            StoreSteps.store(store, now, now);
            expected.put(now.id(), LoggedCall.of(now));
        }
    }

    private void change(SqliteStore store) throws Exception {
        LogKeeper keeper = store.keeper();
        List<LoggedCall> some = List.copyOf(expected.values());
        for (int i = 0; i < some.size(); i += 9) {
            CallRow row = some.get(i).row();
            @Nullable Integer feedback = i % 3 == 0 ? null : Integer.valueOf(i % 2 * 2 - 1);
            @Nullable Double score = i % 5 == 0 ? null : Double.valueOf(i / 4.0);
            @Nullable String metadata = i % 4 == 0 ? null : "{\"user\":\"later\",\"team\":\"pay3\"}";
            Annotation said = Annotation.NONE
                    .feedback(Optional.ofNullable(feedback))
                    .score(Optional.ofNullable(score))
                    .metadata(Optional.ofNullable(metadata));
            Optional<LoggedCall> now = StoreSteps.asked(store, () -> keeper.annotate(row.scope(), row.id(), said));
            LoggedCall wanted = new LoggedCall(row.noted(metadata), feedback, score);
            assertThat(now).isEqualTo(row.logged() ? Optional.of(wanted) : Optional.empty());
            if (row.logged()) {
                expected.put(row.id(), wanted);
            }
        }
        LogQuery gone = new RandomQueries(31)
                .query(SampleRows.SCOPE, SampleRows.NOON, 1)
                .page(1, 200);
        List<LoggedCall> deleted =
                NaiveLog.matches(gone, expected.values()).stream().limit(200).toList();
        assertThat(StoreSteps.asked(store, () -> keeper.delete(gone))).isEqualTo(deleted.size());
        deleted.forEach(call -> expected.remove(call.row().id()));
        for (int i = 5; i < some.size(); i += 40) {
            CallRow row = some.get(i).row();
            boolean there = row.logged() && expected.containsKey(row.id());
            assertThat(StoreSteps.asked(store, () -> keeper.delete(new Scope("nobody", "main"), row.id())))
                    .isFalse();
            assertThat(StoreSteps.asked(store, () -> keeper.delete(row.scope(), row.id())))
                    .isEqualTo(there);
            expected.remove(row.id());
            StoreSteps.store(store, row);
        }
    }

    private void agree(LogReader reader, int seed, int queries) throws Exception {
        RandomQueries asked = new RandomQueries(seed);
        for (int i = 0; i < queries; i++) {
            LogQuery query = asked.query(SCOPES.get(random.nextInt(SCOPES.size())), SampleRows.NOON, ROWS / 4);
            check(reader, query, NaiveLog.matches(query, expected.values()));
        }
    }

    private static void check(LogReader reader, LogQuery query, List<LoggedCall> all) throws Exception {
        LogPage page = reader.page(query);
        assertThat(page.calls())
                .as(query::toString)
                .isEqualTo(
                        all.stream().skip(query.offset()).limit(query.limit()).toList());
        assertThat(page.total()).as(query::toString).isEqualTo(all.size());
        assertThat(page.extent())
                .as(query::toString)
                .isEqualTo(query.extent() ? Optional.of(extent(all)) : Optional.empty());
    }

    private static LogExtent extent(List<LoggedCall> all) {
        return new LogExtent(
                range(all, CallRow::costNano),
                range(all, CallRow::durationMicros),
                range(all, CallRow::tokensIn),
                range(all, CallRow::tokensOut),
                range(all, LogSearchTest::tokens));
    }

    private static @Nullable Long tokens(CallRow row) {
        Long in = row.tokensIn();
        Long out = row.tokensOut();
        return in == null ? out : out == null ? in : Long.valueOf(in + out);
    }

    private static Optional<LogExtent.Range> range(List<LoggedCall> all, Function<CallRow, @Nullable Long> number) {
        var numbers = all.stream()
                .map(LoggedCall::row)
                .map(number)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .summaryStatistics();
        return numbers.getCount() == 0
                ? Optional.empty()
                : Optional.of(new LogExtent.Range(numbers.getMin(), numbers.getMax()));
    }

    /** As an end without closing leaves it: said to be open, and one record not as it should be. */
    private static void damage(Path records) throws Exception {
        byte[] bytes = Files.readAllBytes(records);
        bytes[16] = 1;
        Arrays.fill(bytes, 640, 6_400, (byte) 0);
        Files.write(records, bytes);
    }
}
