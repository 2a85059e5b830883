package dev.penstock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Scope;
import dev.penstock.record.Annotation;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogKeeper;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.record.LoggedCall;
import dev.penstock.store.index.IndexFiles;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.CanaryScanner;
import dev.penstock.testkit.SampleRows;
import dev.penstock.testkit.SteppedClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogKeepingTest {
    private static final Scope OTHER = new Scope("acme", "other");
    private static final LogScope.Gateway MAIN = new LogScope.Gateway(SampleRows.SCOPE);
    private static final Duration CYCLE = Duration.ofSeconds(11);

    @TempDir
    Path folder;

    private final SteppedClock clock = SteppedClock.at(Instant.ofEpochMilli(SampleRows.NOON));
    private final Map<Scope, LogBound> bounds = new HashMap<>();
    private SqliteStore store;
    private LogReader reader;
    private LogKeeper keeper;

    @BeforeEach
    void open() throws IOException {
        store = new SqliteStore(folder, clock, scope -> bounds.getOrDefault(scope, LogBound.NONE));
        reader = new LogReader(folder);
        keeper = store.keeper();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void what_is_said_of_a_call_stays_when_its_row_is_estimated_later() throws Exception {
        CallRow row = SampleRows.withBodies(1, 100);
        StoreSteps.store(store, row);
        Annotation said = Annotation.NONE
                .feedback(Optional.of(-1))
                .score(Optional.of(0.25))
                .metadata(Optional.of("{\"seen\":true}"));
        assertThat(StoreSteps.asked(store, () -> keeper.annotate(OTHER, row.id(), said)))
                .isEmpty();
        assertThat(StoreSteps.asked(store, () -> keeper.annotate(SampleRows.SCOPE, row.id(), said)))
                .isPresent();
        StoreSteps.store(store, row.estimated(row.usage(), 5L, null, "v9"));
        LoggedCall call = reader.read(MAIN, row.id()).orElseThrow();
        assertThat(call.feedback()).isEqualTo(-1);
        assertThat(call.score()).isEqualTo(0.25);
        assertThat(call.row().metadata()).isEqualTo("{\"seen\":true}");
        assertThat(call.row().costNano()).isEqualTo(5);
        assertThat(call.row().bodies()).isNotNull();
        Annotation nothing =
                said.feedback(Optional.empty()).score(Optional.empty()).metadata(Optional.empty());
        assertThat(StoreSteps.asked(store, () -> keeper.annotate(SampleRows.SCOPE, row.id(), nothing)))
                .get()
                .extracting(
                        LoggedCall::feedback,
                        LoggedCall::score,
                        now -> now.row().metadata())
                .containsOnlyNulls();
    }

    @Test
    void nothing_of_deleted_calls_is_left_in_any_file_after_one_cycle() throws Exception {
        Canary prompt = Canary.text("prompt");
        Canary answer = Canary.text("answer");
        Canary note = Canary.text("note");
        Canary later = Canary.text("later");
        CallRow secret = carrying(1, SampleRows.SCOPE, prompt, answer, note);
        CallRow twice = carrying(2, SampleRows.SCOPE, prompt, answer, note);
        CallRow neighbour = SampleRows.withBodies(3, 900);
        StoreSteps.store(store, secret, twice, neighbour);
        StoreSteps.store(store, twice);
        Annotation said = Annotation.NONE.metadata(Optional.of("{\"x\":\"" + later.value() + "\"}"));
        StoreSteps.asked(store, () -> keeper.annotate(SampleRows.SCOPE, secret.id(), said));
        CanaryScanner scanner = CanaryScanner.of(prompt, answer, note, later);
        assertThat(scanner.scan(folder)).isNotEmpty();
        assertThat(StoreSteps.asked(store, () -> keeper.delete(SampleRows.SCOPE, secret.id())))
                .isTrue();
        assertThat(StoreSteps.asked(store, () -> keeper.delete(SampleRows.SCOPE, twice.id())))
                .isTrue();
        clock.advance(CYCLE);
        StoreSteps.tend(store);
        clock.advance(CYCLE);
        StoreSteps.tend(store);
        assertThat(scanner.scan(folder)).isEmpty();
        CallRow left = reader.read(MAIN, neighbour.id()).orElseThrow().row();
        assertThat(left.bodies()).usingRecursiveComparison().isEqualTo(neighbour.bodies());
        assertThat(reader.page(LogQuery.of(MAIN)).calls()).hasSize(1);
    }

    @Test
    void a_deleted_row_the_spool_gives_again_stays_deleted() throws Exception {
        Canary note = Canary.text("note");
        CallRow row = carrying(1, SampleRows.SCOPE, Canary.text("p"), Canary.text("a"), note);
        StoreSteps.store(store, row);
        assertThat(StoreSteps.asked(store, () -> keeper.erase(MAIN))).isEqualTo(1);
        StoreSteps.store(store, row);
        clock.advance(CYCLE);
        StoreSteps.tend(store);
        assertThat(reader.page(LogQuery.of(MAIN)).total()).isZero();
        assertThat(reader.read(MAIN, row.id())).isEmpty();
        assertThat(CanaryScanner.of(note).scan(folder)).isEmpty();
    }

    @Test
    void of_a_day_on_which_nothing_is_left_only_its_sums_stay() throws Exception {
        Canary note = Canary.text("note");
        Canary prompt = Canary.text("prompt");
        StoreSteps.store(store, carrying(1, SampleRows.SCOPE, prompt, prompt, note));
        assertThat(CanaryScanner.of(note).scan(folder)).isNotEmpty();
        StoreSteps.asked(store, () -> keeper.erase(new LogScope.Account("acme")));
        clock.advance(Duration.ofDays(2));
        StoreSteps.tend(store);
        assertThat(CanaryScanner.of(note, prompt).scan(folder)).isEmpty();
        assertThat(reader.page(LogQuery.of(new LogScope.Everything())).total()).isZero();
        assertThat(folder.toFile().list()).anyMatch(name -> name.endsWith(".db"));
        StoreSteps.store(store, SampleRows.row(9));
        assertThat(reader.page(LogQuery.of(MAIN)).total()).isEqualTo(1);
    }

    @Test
    void a_gateway_of_one_account_is_erased_and_no_other() throws Exception {
        StoreSteps.store(store, SampleRows.row(1), of(2, OTHER), of(3, new Scope("acm", "emain")));
        assertThat(StoreSteps.asked(store, () -> keeper.erase(MAIN))).isEqualTo(1);
        assertThat(reader.list(LogQuery.of(new LogScope.Everything())))
                .extracting(CallRow::scope)
                .containsExactlyInAnyOrder(OTHER, new Scope("acm", "emain"));
    }

    @Test
    void a_full_gateway_keeps_what_it_has_and_counts_what_comes() throws Exception {
        bounds.put(SampleRows.SCOPE, new LogBound(OptionalLong.of(10), false, Optional.empty()));
        StoreSteps.tend(store);
        Canary note = Canary.text("note");
        StoreSteps.store(store, rows(0, 8));
        StoreSteps.store(store, carrying(8, SampleRows.SCOPE, note, note, note), of(90, OTHER));
        StoreSteps.store(store, rows(9, 20));
        assertThat(reader.page(LogQuery.of(MAIN)).total()).isEqualTo(10);
        assertThat(reader.read(MAIN, SampleRows.id(8))).isPresent();
        assertThat(reader.read(MAIN, SampleRows.id(15))).isEmpty();
        assertThat(reader.page(LogQuery.of(new LogScope.Gateway(OTHER))).total())
                .isEqualTo(1);
        assertThat(number("select count(*) from requests where state = 1")).isEqualTo(10);
    }

    @Test
    void a_bound_that_deletes_the_oldest_holds_within_a_small_slack() throws Exception {
        bounds.put(SampleRows.SCOPE, new LogBound(OptionalLong.of(1_000), true, Optional.empty()));
        for (int i = 0; i < 4_000; i += 100) {
            StoreSteps.store(store, rows(i, i + 100));
            StoreSteps.tend(store);
            assertThat(reader.page(LogQuery.of(MAIN)).total()).isLessThanOrEqualTo(1_020);
        }
        assertThat(reader.list(LogQuery.of(MAIN).limit(1_000)))
                .hasSize(1_000)
                .allMatch(row -> row.createdAt() >= SampleRows.row(2_980).createdAt());
    }

    @Test
    void rows_go_when_they_are_as_old_as_their_gateway_says() throws Exception {
        bounds.put(OTHER, new LogBound(OptionalLong.empty(), true, Optional.of(Duration.ofHours(3))));
        StoreSteps.store(store, SampleRows.row(1), of(2, OTHER));
        clock.advance(Duration.ofHours(2));
        StoreSteps.tend(store);
        assertThat(reader.page(LogQuery.of(new LogScope.Everything())).total()).isEqualTo(2);
        clock.advance(Duration.ofHours(2));
        StoreSteps.tend(store);
        assertThat(reader.list(LogQuery.of(new LogScope.Everything())))
                .extracting(CallRow::id)
                .containsExactly(SampleRows.id(1));
    }

    @Test
    void calls_that_only_count_are_found_by_no_query() throws Exception {
        CallRow bare = SampleRows.withBodies(1, 100).bare();
        StoreSteps.store(store, bare, bare);
        assertThat(reader.page(LogQuery.of(new LogScope.Everything())).total()).isZero();
        assertThat(reader.read(new LogScope.Everything(), bare.id())).isEmpty();
        assertThat(number("select count(*) from requests")).isEqualTo(1);
        assertThat(bare.bodies()).isNull();
        assertThat(bare.path() + bare.requestHead() + bare.metadata() + bare.userAgent())
                .isEqualTo("nullnull");
    }

    @Test
    void a_file_of_the_first_version_is_read_and_brought_up() throws Exception {
        StoreSteps.store(store, SampleRows.withBodies(1, 300), SampleRows.row(2), SampleRows.row(3));
        store.close();
        toFirstVersion();
        assertThat(reader.list(LogQuery.of(MAIN).oldestFirst()))
                .containsExactly(SampleRows.row(1), SampleRows.row(2), SampleRows.row(3));
        assertThat(reader.read(MAIN, SampleRows.id(1)).orElseThrow().row().bodies())
                .isNotNull();
        open();
        StoreSteps.store(store, SampleRows.row(4));
        assertThat(number("pragma user_version")).isEqualTo(Schema.VERSION);
        assertThat(reader.list(LogQuery.of(MAIN).oldestFirst())).hasSize(4);
        assertThat(reader.read(MAIN, SampleRows.id(1)).orElseThrow().row().bodies())
                .isNotNull();
        assertThat(StoreSteps.asked(store, () -> keeper.delete(SampleRows.SCOPE, SampleRows.id(1))))
                .isTrue();
        clock.advance(CYCLE);
        StoreSteps.tend(store);
        assertThat(number("pragma auto_vacuum")).isEqualTo(2);
        assertThat(reader.list(LogQuery.of(MAIN))).hasSize(3);
    }

    /** As version 1 made it. */
    private void toFirstVersion() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "create table old(id text not null unique, created_at integer not null, account text not null,"
                            + " gateway text not null, event_id text, token_id text, provider text not null,"
                            + " model text not null, step integer not null, status integer not null,"
                            + " outcome text not null, failure text, stream integer not null, cached integer not null,"
                            + " attempts integer not null, duration_micros integer not null,"
                            + " first_byte_micros integer, tokens_in integer, tokens_cache_read integer,"
                            + " tokens_cache_write integer, tokens_out integer, tokens_reasoning integer,"
                            + " cost_nano integer, provider_cost_nano integer, metadata text, body integer,"
                            + " detail blob not null)",
                    "insert into old select " + String.join(", ", Schema.COLUMNS.subList(0, 27)) + " from requests",
                    "drop table requests",
                    "drop table erasures",
                    "alter table old rename to requests",
                    "create index requests_by_time on requests(created_at)",
                    "create index requests_by_gateway on requests(account, gateway, created_at)",
                    "pragma auto_vacuum = none",
                    "vacuum",
                    "pragma user_version = 1")) {
                statement.execute(sql);
            }
        }
        for (Path index : IndexFiles.of(folder.resolve("logs-2026-11-22.db"))) {
            Files.delete(index);
        }
    }

    private long number(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return statement.executeQuery(sql).getLong(1);
        }
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("logs-2026-11-22.db"));
    }

    private static CallRow[] rows(int from, int to) {
        List<CallRow> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(SampleRows.row(i));
        }
        return rows.toArray(CallRow[]::new);
    }

    private static CallRow of(int number, Scope scope) {
        return SampleRows.row(SampleRows.id(number), scope, SampleRows.NOON, "m", "{}", null);
    }

    private static CallRow carrying(int number, Scope scope, Canary prompt, Canary answer, Canary note) {
        CallRow.Bodies bodies = new CallRow.Bodies(
                prompt.value().getBytes(StandardCharsets.UTF_8),
                true,
                answer.value().getBytes(StandardCharsets.UTF_8),
                true);
        String metadata = "{\"note\":\"" + note.value() + "\"}";
        return SampleRows.row(SampleRows.id(number), scope, SampleRows.NOON, "m", metadata, bodies);
    }
}
