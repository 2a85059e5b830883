package dev.penstock.store.sqlite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.Scope;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogFilter;
import dev.penstock.record.LogFilter.ByFlag;
import dev.penstock.record.LogFilter.ByNumber;
import dev.penstock.record.LogFilter.ByText;
import dev.penstock.record.LogFilter.Compare;
import dev.penstock.record.LogFilter.FlagField;
import dev.penstock.record.LogFilter.Match;
import dev.penstock.record.LogFilter.NumberField;
import dev.penstock.record.LogFilter.TextField;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.SpooledRow;
import dev.penstock.store.spool.StoreUnavailable;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteStoreTest {
    private static final LogQuery ALL =
            LogQuery.of(new LogScope.Everything()).oldestFirst().limit(10_000);
    private static final long DAY = 86_400_000;

    @TempDir
    Path folder;

    private SqliteStore store;
    private LogReader reader;

    @BeforeEach
    void open() throws IOException {
        store = new SqliteStore(folder);
        reader = new LogReader(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void finds_a_row_with_its_bodies_by_id_within_its_scope_only() throws Exception {
        store(SampleRows.withBodies(1, 700), SampleRows.withBodies(2, 700));
        CallRow found = reader.find(new LogScope.Gateway(SampleRows.SCOPE), SampleRows.id(2))
                .orElseThrow();
        assertThat(found.model()).isEqualTo("gpt-5-mini");
        assertSameBodies(found, SampleRows.withBodies(2, 700));
        assertThat(reader.find(new LogScope.Gateway(new Scope("acme", "other")), SampleRows.id(2)))
                .isEmpty();
        assertThat(reader.find(new LogScope.Account("other"), SampleRows.id(2))).isEmpty();
    }

    @Test
    void keeps_bodies_of_every_size() throws Exception {
        List<CallRow> rows = new ArrayList<>();
        for (int size : new int[] {0, 1, 65_000, 66_000, 131_000, 3_000_000, 5, 131_072, 9}) {
            rows.add(SampleRows.withBodies(rows.size(), size));
        }
        store(rows.toArray(CallRow[]::new));
        store(SampleRows.withBodies(100, 50));
        rows.add(SampleRows.withBodies(100, 50));
        for (CallRow row : rows) {
            assertSameBodies(reader.find(new LogScope.Everything(), row.id()).orElseThrow(), row);
        }
    }

    @Test
    void a_row_read_again_after_a_crash_keeps_the_bodies_stored_before() throws Exception {
        store(SampleRows.withBodies(1, 300));
        store(SampleRows.row(1));
        assertSameBodies(
                reader.find(new LogScope.Everything(), SampleRows.id(1)).orElseThrow(), SampleRows.withBodies(1, 300));
        assertThat(reader.list(ALL)).hasSize(1);
    }

    @Test
    void each_utc_day_has_its_file_and_late_rows_go_to_theirs() throws Exception {
        long midnight = SampleRows.NOON + DAY / 2;
        CallRow before = at("a", midnight - 1);
        CallRow after = at("b", midnight);
        CallRow late = at("c", midnight - 2);
        store(before, after);
        store(late);
        assertThat(folder.resolve("logs-2026-11-22.db")).exists();
        assertThat(folder.resolve("logs-2026-11-23.db")).exists();
        assertThat(reader.list(ALL)).containsExactly(late, before, after);
        assertThat(reader.list(ALL.since(midnight))).containsExactly(after);
        assertThat(reader.list(ALL.until(midnight))).containsExactly(late, before);
        assertThat(reader.find(new LogScope.Everything(), "c")).contains(late);
    }

    @Test
    void many_days_in_one_batch_are_stored_with_few_files_open() throws Exception {
        CallRow[] rows = IntStream.range(0, 12)
                .mapToObj(i -> at("r" + i, SampleRows.NOON + (i * 7 % 12) * DAY))
                .toArray(CallRow[]::new);
        store(rows);
        store.store(List.of(), true);
        assertThat(reader.list(ALL)).containsExactlyInAnyOrder(rows);
        assertThat(reader.list(LogQuery.of(new LogScope.Everything()).limit(3)))
                .extracting(CallRow::createdAt)
                .containsExactly(SampleRows.NOON + 11 * DAY, SampleRows.NOON + 10 * DAY, SampleRows.NOON + 9 * DAY);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, Long.MAX_VALUE})
    void a_broken_clock_loses_no_row(long createdAt) throws Exception {
        store(at("x", createdAt));
        assertThat(reader.find(new LogScope.Everything(), "x")).contains(at("x", createdAt));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pages_through_rows_of_equal_times_and_many_days_without_gap_or_repeat(boolean newestFirst) throws Exception {
        List<CallRow> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(at("r%03d".formatted(i * 7 % 300), SampleRows.NOON + (i % 3) * DAY + i / 40));
        }
        store(rows.toArray(CallRow[]::new));
        LogQuery query = LogQuery.of(new LogScope.Everything()).limit(17);
        query = newestFirst ? query : query.oldestFirst();
        List<CallRow> read = new ArrayList<>();
        for (List<CallRow> page = reader.list(query); !page.isEmpty(); page = reader.list(query)) {
            read.addAll(page);
            query = query.after(page.getLast());
        }
        List<CallRow> expected = new ArrayList<>(reader.list(ALL));
        assertThat(expected).hasSize(300);
        assertThat(read).isEqualTo(newestFirst ? expected.reversed() : expected);
    }

    @Test
    void filters_by_what_rows_say() throws Exception {
        CallRow mine = SampleRows.row("a", SampleRows.SCOPE, SampleRows.NOON, "gpt-5", "{\"user\":\"Zoë 100%\"}", null);
        CallRow theirs = SampleRows.row("b", new Scope("acme", "second"), SampleRows.NOON, "claude", null, null);
        store(mine, theirs);
        assertThat(reader.list(ALL)).containsExactly(mine, theirs);
        assertThat(reader.list(LogQuery.of(new LogScope.Gateway(new Scope("acme", "second")))))
                .containsExactly(theirs);
        assertThat(reader.list(ALL.where(new ByText(TextField.MODEL, Match.EQUALS, "claude"))))
                .containsExactly(theirs);
        assertThat(reader.list(ALL.where(new ByText(TextField.MODEL, Match.DIFFERS, "claude"))))
                .containsExactly(mine);
        assertThat(reader.list(ALL.where(new LogFilter.Search("uSeR")))).containsExactly(mine);
        assertThat(reader.list(ALL.where(new LogFilter.Search("100%")))).containsExactly(mine);
        assertThat(reader.list(ALL.where(new LogFilter.Search("1__%")))).isEmpty();
        assertThat(reader.list(ALL.where(new LogFilter.Search("%".repeat(100_000)))))
                .isEmpty();
        assertThat(reader.list(ALL.where(new ByText(TextField.EVENT_ID, Match.EQUALS, "a"))))
                .containsExactly(mine);
        assertThat(reader.list(ALL.where(new ByNumber(NumberField.COST_NANO, Compare.AT_LEAST, 531_001))))
                .isEmpty();
        assertThat(reader.list(ALL.where(new ByNumber(NumberField.TOKENS_IN, Compare.EQUALS, 1_012))))
                .hasSize(2);
        assertThat(reader.list(ALL.where(new ByFlag(FlagField.SUCCESS, true)))).hasSize(2);
        assertThat(reader.list(ALL.where(new ByFlag(FlagField.SUCCESS, false)))).isEmpty();
        assertThat(reader.list(ALL.where(new ByFlag(FlagField.STREAM, true)))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"' or 1=1 --", "\"; drop table requests; --", "%", "_", "\u0000", "\ud800", "?", ":a", "\\"})
    void hostile_values_find_nothing_and_change_nothing(String value) throws Exception {
        store(SampleRows.row(1));
        assertThat(reader.find(new LogScope.Everything(), value)).isEmpty();
        for (TextField field : TextField.values()) {
            assertThat(reader.list(ALL.where(new ByText(field, Match.EQUALS, value))))
                    .isEmpty();
        }
        assertThat(reader.list(LogQuery.of(new LogScope.Account(value)))).isEmpty();
        assertThat(reader.list(ALL)).hasSize(1);
    }

    @Test
    void poison_texts_are_stored_among_others_and_come_back_as_they_were() throws Exception {
        List<CallRow> rows = new ArrayList<>();
        String[] poison = {"\u0000", "a\u0000b", "\ud800", "x\udc00y", "\u00ff\ufffe", "x".repeat(1_000_000)};
        for (int i = 0; i < 500; i++) {
            String text = i % 50 == 7 ? poison[i / 50 % poison.length] : "fine";
            rows.add(SampleRows.row("id" + i, SampleRows.SCOPE, SampleRows.NOON + i, text, text, null));
        }
        store(rows.toArray(CallRow[]::new));
        assertThat(reader.list(ALL)).isEqualTo(rows);
    }

    @Test
    void a_locked_file_makes_the_store_unavailable_and_nothing_else() throws Exception {
        store(SampleRows.row(1));
        try (Connection other = connect("logs-2026-11-22.db");
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            assertThatThrownBy(() -> store(SampleRows.row(2)))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageEndingWith("logs-2026-11-22.db answers SQLITE_BUSY");
            assertThat(reader.list(ALL)).hasSize(1);
            statement.execute("commit");
        }
        store(SampleRows.withBodies(2, 100));
        assertThat(reader.list(ALL)).hasSize(2);
        assertSameBodies(
                reader.find(new LogScope.Everything(), SampleRows.id(2)).orElseThrow(), SampleRows.withBodies(2, 100));
    }

    @Test
    void a_damaged_file_is_set_aside_and_the_day_begun_anew() throws Exception {
        byte[] noise = new byte[100_000];
        Arrays.fill(noise, (byte) 'n');
        Files.write(folder.resolve("logs-2026-11-22.db"), noise);
        assertThatThrownBy(() -> store(SampleRows.row(1))).isInstanceOf(StoreUnavailable.class);
        store(SampleRows.row(1));
        assertThat(reader.list(ALL)).containsExactly(SampleRows.row(1));
        assertThat(Files.readAllBytes(folder.resolve("logs-2026-11-22.db.damaged-1")))
                .isEqualTo(noise);
    }

    @Test
    void a_tail_sees_each_row_once_as_it_arrives() throws Exception {
        store(at("old", SampleRows.NOON));
        LogTail tail = reader.tail(ALL);
        assertThat(tail.poll()).isEmpty();
        store(at("b", SampleRows.NOON + DAY), at("a", SampleRows.NOON - 1));
        assertThat(tail.poll()).extracting(CallRow::id).containsExactly("a", "b");
        assertThat(tail.poll()).isEmpty();
        store(at("c", SampleRows.NOON));
        assertThat(tail.poll()).extracting(CallRow::id).containsExactly("c");
    }

    @Test
    void reads_a_closed_folder_it_may_not_write() throws Exception {
        store(SampleRows.row(1));
        store.close();
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("logs-2026-11-22.db", "logs-2026-11-22.db-rows", "logs-2026-11-22.db-texts");
        assertThat(reader.list(ALL)).hasSize(1);
        store = new SqliteStore(folder);
    }

    @Test
    void a_durable_visit_reaches_the_days_of_earlier_ones() throws Exception {
        store(at("a", SampleRows.NOON - DAY));
        store(at("b", SampleRows.NOON));
        store.store(spooled(at("c", SampleRows.NOON)), true);
        assertThat(syncs("logs-2026-11-21.db")).isEqualTo(1);
        assertThat(syncs("logs-2026-11-22.db")).isZero();
        store.store(List.of(), true);
        assertThat(syncs("logs-2026-11-21.db")).isEqualTo(1);
    }

    private int syncs(String file) throws SQLException {
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            return statement.executeQuery("select count from syncs").getInt(1);
        }
    }

    private Connection connect(String file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(file));
    }

    private void store(CallRow... rows) throws Exception {
        store.store(spooled(rows), false);
    }

    private static List<SpooledRow> spooled(CallRow... rows) {
        return Arrays.stream(rows)
                .map(row -> new SpooledRow(row, RowCodec.encode(row), row.bodies()))
                .toList();
    }

    private static CallRow at(String id, long createdAt) {
        return SampleRows.row(id, SampleRows.SCOPE, createdAt, "m", "{}", null);
    }

    private static void assertSameBodies(CallRow actual, CallRow expected) {
        CallRow.Bodies found = requireNonNull(actual.bodies());
        CallRow.Bodies wanted = requireNonNull(expected.bodies());
        assertThat(found.request()).isEqualTo(wanted.request());
        assertThat(found.response()).isEqualTo(wanted.response());
        assertThat(found.requestComplete()).isEqualTo(wanted.requestComplete());
        assertThat(found.responseComplete()).isEqualTo(wanted.responseComplete());
    }
}
