package dev.penstock.admin.prices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Scope;
import dev.penstock.call.Usage;
import dev.penstock.json.JsonTree;
import dev.penstock.meter.PriceBook;
import dev.penstock.record.Annotation;
import dev.penstock.record.CallRow;
import dev.penstock.record.Granularity;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.record.LoggedCall;
import dev.penstock.record.Measure;
import dev.penstock.record.Measures;
import dev.penstock.record.RollupAnswer;
import dev.penstock.record.RollupQuery;
import dev.penstock.record.RowCorrections;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import dev.penstock.store.sqlite.LogReader;
import dev.penstock.store.sqlite.RollupReader;
import dev.penstock.store.sqlite.SqliteStore;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.PriceFiles;
import dev.penstock.testkit.PricedRows;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of two days are priced anew while roll-ups, annotations and rows that only count stay right. */
class RepricingTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long BEGIN = SampleRows.NOON - 24 * 3_600_000L;
    private static final int COUNT = 3_000;
    private static final PriceBook OLD = book("2026-11-01", 1, 2);
    private static final PriceBook NEW = book("2026-11-22", 3, 5);

    @TempDir
    private Path folder;

    private final Shelf shelf = Shelf.with(OLD, NEW);
    private final Journal journal = new Journal();
    private SqliteStore store;
    private Spool spool;
    private RowCorrections corrections;
    private List<CallRow> before = List.of();

    /** What is kept of the job, in memory. */
    private static final class Journal implements Repricing.Journal {
        private volatile byte @Nullable [] text;

        @Override
        public Optional<byte[]> job() {
            return Optional.ofNullable(text);
        }

        @Override
        public void keepJob(byte[] next) {
            text = next;
        }
    }

    private static PriceBook book(String version, long in, long out) {
        List<String> lines = new ArrayList<>(List.of(PriceFiles.OPENAI, PriceFiles.model("known", in, out)));
        if (in == 3) {
            lines.add(PriceFiles.model("new", 1, 1));
        }
        return PriceBook.read("test", PriceFiles.of(version, version, lines));
    }

    @BeforeEach
    void open() throws Exception {
        Path logs = Files.createDirectories(folder.resolve("logs"));
        store = new SqliteStore(logs);
        spool = Spool.open(
                Files.createDirectories(folder.resolve("spool")), SpoolLimits.DEFAULT, store, System::nanoTime);
        corrections = store.corrections();
        SplittableRandom random = new SplittableRandom(7);
        List<CallRow> rows = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            rows.add(row(i, random));
        }
        var appender = spool.appender();
        rows.forEach(appender::append);
        before = rows;
        Await.until("all rows are stored", LONGEST, () -> sums().of(Measure.REQUESTS) == COUNT);
    }

    @AfterEach
    void close() throws Exception {
        spool.close();
    }

    /** Every third model is unknown to the old book, every tenth call only counts, every seventh has a custom cost. */
    private static CallRow row(int number, SplittableRandom random) {
        String model = number % 3 == 0 ? "new" : "known";
        Usage usage = Usage.of(random.nextInt(5_000), random.nextInt(500));
        String tier = number % 5 == 0 ? "flex" : null;
        Long cost = OLD.cost("openai", model, usage, Optional.ofNullable(tier), Instant.EPOCH)
                .map(known -> Long.valueOf(known.amount()))
                .orElse(null);
        boolean custom = number % 7 == 0;
        Long charged = custom ? Long.valueOf(42) : cost;
        Scope scope = new Scope("acme", number % 2 == 0 ? "main" : "other");
        var attempt = PricedRows.attempt(0, model, usage, charged, custom ? null : OLD.version(), tier);
        return PricedRows.row(
                SampleRows.id(number),
                scope,
                BEGIN + number * 20_000L,
                number % 10 != 0,
                charged,
                custom,
                List.of(attempt));
    }

    @Test
    void rows_and_sums_agree_afterwards_and_running_it_again_changes_nothing() throws Exception {
        String annotated = SampleRows.id(2);
        store.keeper()
                .annotate(
                        new Scope("acme", "main"),
                        annotated,
                        Annotation.NONE.feedback(Optional.of(1)).metadata(Optional.of("{\"team\":\"other\"}")));

        RepriceJob job = run(corrections, false);

        assertThat(job.state()).isEqualTo(RepriceJob.State.FINISHED);
        assertRight(job);
        LoggedCall said = new LogReader(folder.resolve("logs"))
                .read(new LogScope.Everything(), annotated)
                .orElseThrow();
        assertThat(said.feedback()).isEqualTo(1);
        assertThat(said.row().metadata()).isEqualTo("{\"team\":\"other\"}");
        assertThat(said.row().original()).isNotNull();

        RepriceJob again = run(corrections, false);
        assertThat(again.tally().changed()).isZero();
        assertThat(again.tally().after()).isEqualTo(job.tally().after());
        assertThat(sums().of(Measure.COST)).isEqualTo(expected().of(Measure.COST));
    }

    @Test
    void a_dry_run_counts_the_same_and_changes_nothing() throws Exception {
        long cost = sums().of(Measure.COST);
        RepriceJob dry = run(corrections, true);
        assertThat(sums().of(Measure.COST)).isEqualTo(cost);
        assertThat(new LogReader(folder.resolve("logs"))
                        .find(new LogScope.Everything(), SampleRows.id(1))
                        .orElseThrow()
                        .original())
                .isNull();
        assertThat(run(corrections, false).tally()).isEqualTo(dry.tally());
    }

    /** Killed before a bite is corrected that is counted already, or behind it, and at every bite. */
    @Test
    void killed_anywhere_it_goes_on_and_counts_nothing_twice() throws Exception {
        for (int visits = 1; visits <= 6; visits++) {
            Dying dying = new Dying(corrections, visits);
            try (Repricing first = started(dying)) {
                if (first.job().isEmpty()) {
                    first.begin("job", order(false));
                }
                Await.until("it died", LONGEST, () -> dying.left.get() < 0 || !isRunning(first));
            }
        }
        try (Repricing last = started(corrections)) {
            Await.until("the job's end", LONGEST, () -> !isRunning(last));
            assertRight(last.job().orElseThrow());
        }
    }

    @Test
    void only_what_is_asked_for_is_touched() throws Exception {
        try (Repricing repricing = started(corrections)) {
            repricing.begin(
                    "job",
                    RepriceOrder.of(
                            JsonTree.read("{\"since\":\"" + Instant.ofEpochMilli(SampleRows.NOON - 10 * 3_600_000L)
                                    + "\",\"account\":\"acme\",\"gateway\":\"main\",\"model\":\"known\"}"),
                            Instant.ofEpochMilli(BEGIN + COUNT * 20_000L)));
            Await.until("the job's end", LONGEST, () -> !isRunning(repricing));
            long matched = before.stream()
                    .filter(row -> row.createdAt() >= SampleRows.NOON - 10 * 3_600_000L
                            && row.scope().gateway().equals("main")
                            && row.model().equals("known"))
                    .count();
            assertThat(repricing.job().orElseThrow().tally().matched())
                    .isEqualTo(matched)
                    .isPositive();
        }
        assertThat(new LogReader(folder.resolve("logs"))
                        .find(new LogScope.Everything(), SampleRows.id(1))
                        .orElseThrow()
                        .original())
                .isNull();
    }

    private void assertRight(RepriceJob job) throws IOException {
        Measures expected = expected();
        Measures sums = sums();
        for (Measure measure : Measure.values()) {
            assertThat(sums.of(measure)).as(measure.name()).isEqualTo(expected.of(measure));
        }
        long changed = before.stream()
                .filter(row -> RowPrices.repriced(row, NEW, shelf).isPresent())
                .count();
        assertThat(job.tally().matched()).isEqualTo(COUNT);
        assertThat(job.tally().changed()).isEqualTo(changed).isGreaterThan(COUNT / 2);
        assertThat(job.tally().becameKnown()).isPositive();
        assertThat(job.tally().stillUnknown()).isZero();
        assertThat(job.tally().after().longValueExact()).isEqualTo(expected.of(Measure.COST));
        long listed = 0;
        for (CallRow row : new LogReader(folder.resolve("logs"))
                .list(LogQuery.of(new LogScope.Everything()).oldestFirst().limit(10_000))) {
            listed += Usage.orZero(row.costNano());
            assertThat(row.customCost() || NEW.version().equals(row.priceVersion()))
                    .isTrue();
        }
        long unlogged = before.stream()
                .filter(row -> !row.logged())
                .mapToLong(row -> Usage.orZero(now(row).costNano()))
                .sum();
        assertThat(listed + unlogged).isEqualTo(sums.of(Measure.COST));
    }

    /** What the sums must be: of the rows as they should be now. */
    private Measures expected() {
        Measures measures = new Measures();
        before.forEach(row -> measures.add(now(row), 1));
        return measures;
    }

    /** By hand: 3 in and 5 out for what is known, 1 and 1 for what was new, half of it on flex. */
    private static CallRow now(CallRow row) {
        if (row.customCost()) {
            return row;
        }
        Usage usage = row.usage();
        boolean known = row.model().equals("known");
        long nano = Usage.orZero(usage.input()) * (known ? 3_000L : 1_000)
                + Usage.orZero(usage.output()) * (known ? 5_000L : 1_000);
        boolean flex = "flex".equals(row.attempts().getFirst().serviceTier());
        return row.repriced(flex ? nano / 2 : nano, NEW.version());
    }

    private Measures sums() {
        try {
            RollupQuery all = new RollupQuery(
                    new LogScope.Everything(),
                    BEGIN,
                    BEGIN + 3 * 24 * 3_600_000L,
                    Granularity.ALL,
                    List.of(),
                    List.of(),
                    List.of(),
                    10);
            return ((RollupAnswer.Groups) new RollupReader(folder.resolve("logs")).ask(all)).total();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private RepriceJob run(RowCorrections rows, boolean dry) throws IOException {
        try (Repricing repricing = started(rows)) {
            repricing.begin("job", order(dry));
            Await.until("the job's end", LONGEST, () -> !isRunning(repricing));
            return repricing.job().orElseThrow();
        }
    }

    private Repricing started(RowCorrections rows) throws IOException {
        return Repricing.start(rows, shelf, journal, InstantSource.fixed(Instant.EPOCH), System::nanoTime);
    }

    private static RepriceOrder order(boolean dry) {
        return RepriceOrder.of(
                JsonTree.read("{\"since\":\"2026-11-01\",\"dry_run\":" + dry + "}"),
                Instant.ofEpochMilli(BEGIN + COUNT * 20_000L));
    }

    private static boolean isRunning(Repricing repricing) {
        return repricing.job().map(RepriceJob::isRunning).orElse(false);
    }

    /** Lets so many visits through, and then nothing more, as if the process had been killed there. */
    private static final class Dying implements RowCorrections {
        private final RowCorrections inner;
        private final AtomicInteger left;

        Dying(RowCorrections inner, int visits) {
            this.inner = inner;
            this.left = new AtomicInteger(visits);
        }

        @Override
        public NavigableMap<Long, Long> days() throws IOException {
            return inner.days();
        }

        @Override
        public void correct(long day, long after, long upTo, Function<CallRow, Optional<CallRow>> correction)
                throws IOException {
            if (left.getAndDecrement() <= 0) {
                throw new IOException("killed at day " + day);
            }
            inner.correct(day, after, upTo, correction);
        }
    }
}
