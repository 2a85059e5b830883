package dev.penstock.ledger;

import static dev.penstock.ledger.Claims.MINUTE;
import static dev.penstock.ledger.Claims.OPEN;
import static dev.penstock.ledger.Claims.TRAILING_MINUTE;
import static dev.penstock.ledger.Claims.at;
import static dev.penstock.ledger.Claims.jumped;
import static dev.penstock.ledger.Claims.later;
import static dev.penstock.ledger.Claims.refused;
import static dev.penstock.ledger.Claims.strict;
import static dev.penstock.ledger.Claims.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Claim;
import dev.penstock.call.Counted;
import dev.penstock.call.Moment;
import dev.penstock.call.Posting;
import dev.penstock.call.Window;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many buckets are kept, which are forgotten, and what is restored. */
class BoundedCountersTest {
    private static final Moment NOON = at("2026-11-22T12:00:00Z");
    private final MemoryCounters counters = new MemoryCounters(10);

    @Test
    void no_more_buckets_are_kept_than_may_be() {
        for (int i = 0; i < 10; i++) {
            taken(take(strict("k" + i, MINUTE, 1, 10), NOON));
        }
        assertThat(take(strict("more", MINUTE, 1, 10), NOON)).isInstanceOf(Taking.Full.class);
        taken(take(strict("k3", MINUTE, 1, 10), NOON));
        assertThat(counters.totals().buckets()).isEqualTo(10);
    }

    @Test
    void what_holds_nothing_makes_place() {
        for (int i = 0; i < 10; i++) {
            counters.settle(taken(take(strict("k" + i, MINUTE, 1, 10), NOON)).getFirst(), 1);
        }
        taken(take(strict("more", MINUTE, 1, 10), later(NOON, Duration.ofMinutes(1))));
        assertThat(counters.totals().buckets()).isEqualTo(1);
    }

    @Test
    void what_is_open_is_kept_however_old() {
        Held held = taken(take(strict("old", MINUTE, 5, 10), NOON)).getFirst();
        for (int i = 1; i < 100; i++) {
            take(strict("k", OPEN, 0, 0), later(NOON, Duration.ofHours(i)));
        }
        assertThat(counters.standings("old", later(NOON, Duration.ofDays(9)), 10))
                .containsExactly(new BucketStanding("old", Counted.COST, 0, 5, 1));
        assertThat(counters.totals()).matches(all -> all.heldNano() == 5);
        counters.settle(held, 3);
        assertThat(counters.totals()).matches(all -> all.heldNano() == 0);
    }

    @Test
    void a_wall_clock_set_forwards_makes_nothing_forgotten() {
        Claim day = strict("day", Claims.calendar(Window.Period.DAILY, "Europe/Berlin"), 10, 10);
        counters.settle(taken(take(day, NOON)).getFirst(), 10);
        for (int i = 1; i < 50; i++) {
            taken(take(strict("k", MINUTE, 0, 10), jumped(later(NOON, Duration.ofMinutes(i)), Duration.ofDays(2))));
        }
        refused(take(day, later(NOON, Duration.ofHours(1))));
    }

    @Test
    void standings_are_those_of_a_prefix_in_order() {
        for (String key : List.of("a/2", "b/1", "a/1", "a/3")) {
            taken(take(strict(key, MINUTE, 7, 10), NOON));
        }
        assertThat(counters.standings("a/", NOON, 2))
                .containsExactly(
                        new BucketStanding("a/1", Counted.COST, 7, 7, 1),
                        new BucketStanding("a/2", Counted.COST, 7, 7, 1));
    }

    @Test
    void what_a_claimed_bucket_gets_restored_is_added() {
        Posting posting =
                taken(take(strict("k", MINUTE, 4, 10), NOON)).getFirst().posting();
        counters.restore(List.of(posting, posting.amount(2)), NOON);
        assertThat(refused(take(strict("k", MINUTE, 1, 10), NOON)).standing().taken())
                .isEqualTo(10);
    }

    @Test
    void slices_after_the_present_count_for_one_window() {
        for (Window window : List.of(MINUTE, TRAILING_MINUTE, Claims.calendar(Window.Period.HOURLY, "Europe/Berlin"))) {
            Claim claim = strict("k" + window, window, 10, 10);
            Posting ahead = taken(take(claim, later(NOON, Duration.ofDays(30))))
                    .getFirst()
                    .posting();
            MemoryCounters next = new MemoryCounters(10);
            next.restore(List.of(ahead), NOON);
            Moment end = later(NOON, Duration.ofMinutes(61));
            taken(next.take(List.of(claim), end));
            MemoryCounters other = new MemoryCounters(10);
            other.restore(List.of(ahead), NOON);
            refused(other.take(List.of(claim), NOON));
        }
    }

    @Test
    void what_is_past_is_not_restored_and_what_was_restored_is_forgotten_in_its_time() {
        Posting posting =
                taken(take(strict("k", MINUTE, 4, 10), NOON)).getFirst().posting();
        MemoryCounters next = new MemoryCounters(10);
        next.restore(List.of(posting), later(NOON, Duration.ofMinutes(1)));
        assertThat(next.totals().buckets()).isZero();
        next.restore(List.of(posting), NOON);
        assertThat(next.totals().buckets()).isEqualTo(1);
        taken(next.take(List.of(strict("other", OPEN, 1, 1)), later(NOON, Duration.ofMinutes(62))));
        assertThat(next.totals().buckets()).isEqualTo(1);
    }

    @Test
    void hostile_amounts_neither_overflow_nor_free_anything() {
        for (Window window : CountersContract.timed()) {
            String key = window.toString();
            Held held = taken(take(strict(key, window, 5, 10), NOON)).getFirst();
            refused(take(strict(key, window, Long.MAX_VALUE, 10), NOON));
            refused(take(strict(key, window, Long.MAX_VALUE, Long.MAX_VALUE), NOON));
            counters.settle(held, Long.MAX_VALUE);
            taken(take(strict(key, window, 0, Long.MAX_VALUE), NOON));
            counters.settle(
                    taken(take(strict(key, window, 0, Long.MAX_VALUE), NOON)).getFirst(), Long.MAX_VALUE);
            assertThat(refused(take(strict(key, window, 1, 10), NOON))
                            .standing()
                            .taken())
                    .isEqualTo(Long.MAX_VALUE);
        }
    }

    private Taking take(Claim claim, Moment now) {
        return counters.take(List.of(claim), now);
    }
}
