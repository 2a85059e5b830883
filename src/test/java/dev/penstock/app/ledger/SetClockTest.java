package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Bucket;
import dev.penstock.call.Claim;
import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Moment;
import dev.penstock.call.Posting;
import dev.penstock.call.Settlement;
import dev.penstock.call.Window;
import dev.penstock.ledger.Held;
import dev.penstock.ledger.MemoryCounters;
import dev.penstock.ledger.SteadyClock;
import dev.penstock.ledger.Taking;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.SpooledRow;
import dev.penstock.store.sqlite.LogBound;
import dev.penstock.store.sqlite.SqliteStore;
import dev.penstock.testkit.SampleRows;
import dev.penstock.testkit.SteppedClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody sets the clock between a stop and the next start. */
class SetClockTest {
    private static final long LIMIT = 100;
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path folder = Path.of("");

    private final SteppedClock clock = SteppedClock.at("2026-11-18T12:30:10Z");
    private final Map<String, Bucket> buckets = new LinkedHashMap<>();
    private int calls;

    SetClockTest() {
        bucket("fixed", new Window.Fixed(Duration.ofDays(1)));
        bucket("sliding", new Window.Sliding(Duration.ofHours(1)));
        bucket("daily", new Window.Calendar(Window.Period.DAILY, ZoneOffset.UTC));
        bucket("monthly", new Window.Calendar(Window.Period.MONTHLY, ZoneOffset.UTC));
    }

    private void bucket(String name, Window window) {
        buckets.put(name, new Bucket("acme/main/limit:" + name, Counted.COST, window));
    }

    @Test
    void a_clock_set_back_by_a_day_lets_nothing_be_spent_twice() throws Exception {
        assertThat(spentThen(60)).containsValues(60L, 60L, 60L, 60L);
        clock.jumpTo(clock.instant().minus(DAY));
        assertThat(spentThen(30))
                .allSatisfy((name, taken) -> assertThat(taken).as(name).isEqualTo(90));
        // Right again: what was spent in the wrong day was spent a day ago.
        clock.jumpTo(clock.instant().plus(DAY));
        assertThat(spentThen(0)).isEqualTo(Map.of("fixed", 60L, "sliding", 60L, "daily", 60L, "monthly", 90L));
    }

    @Test
    void a_clock_set_forth_by_a_day_and_right_again_finds_what_was_spent() throws Exception {
        assertThat(spentThen(60)).containsValues(60L, 60L, 60L, 60L);
        clock.jumpTo(clock.instant().plus(DAY));
        assertThat(spentThen(30)).isEqualTo(Map.of("fixed", 30L, "sliding", 30L, "daily", 30L, "monthly", 90L));
        clock.jumpTo(clock.instant().minus(DAY));
        assertThat(spentThen(0))
                .allSatisfy((name, taken) -> assertThat(taken).as(name).isEqualTo(90));
    }

    /** Starts, spends so much of every bucket in one call, ends; what each held at the end. */
    private Map<String, Long> spentThen(long amount) throws Exception {
        Map<String, Long> taken = new LinkedHashMap<>();
        try (SqliteStore store = new SqliteStore(folder, clock, scope -> LogBound.NONE)) {
            store.caughtUp();
            SteadyClock steady = new SteadyClock(clock, clock.ticks());
            MemoryCounters counters = new MemoryCounters(100);
            counters.restore(store.recovered(Duration.ZERO).balances(), steady.now());
            if (amount > 0) {
                store.store(List.of(spent(counters, amount, steady.now())), true);
            }
            buckets.forEach((name, bucket) -> taken.put(
                    name, counters.standing(bucket, LIMIT, steady.now()).taken()));
        }
        return taken;
    }

    private SpooledRow spent(MemoryCounters counters, long amount, Moment now) {
        List<Claim> claims = buckets.values().stream()
                .map(bucket -> new Claim(bucket, rule(bucket), amount, LIMIT, true))
                .toList();
        Taking.Taken taken = (Taking.Taken) counters.take(claims, now);
        taken.held().forEach(held -> counters.settle(held, amount));
        return row(taken.held().stream().map(Held::posting).toList());
    }

    private static LimitRule rule(Bucket bucket) {
        return new LimitRule(
                bucket.key(),
                LimitRule.Origin.GATEWAY,
                Counted.COST,
                LIMIT,
                bucket.window(),
                true,
                Map.of(),
                new LimitRule.Exhausted.Refuse(),
                OptionalInt.empty());
    }

    private SpooledRow row(List<Posting> postings) {
        CallRow row = SampleRows.row("c" + calls++, SampleRows.SCOPE, clock.millis(), "m", "{}");
        AttemptRow attempt = row.attempts().getFirst().settled(Settlement.SETTLED, postings);
        CallRow settled = row.settled(List.of(attempt));
        return new SpooledRow(settled, RowCodec.encode(settled), null);
    }
}
