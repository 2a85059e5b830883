package dev.penstock.ledger;

import static dev.penstock.ledger.Claims.at;
import static dev.penstock.ledger.Claims.later;
import static dev.penstock.ledger.Claims.refused;
import static dev.penstock.ledger.Claims.strict;
import static dev.penstock.ledger.Claims.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Claim;
import dev.penstock.call.Moment;
import dev.penstock.call.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Never over, and hardly anything lost: bursts at borders, a call each millisecond, 64 at once. */
class WindowBordersTest {
    private static final Moment NOON = at("2026-11-22T12:00:00Z");
    private static final int WINDOW_MILLIS = 200;
    private static final int LIMIT = 1_000;
    private static final int STEPS = 2_000;

    private final MemoryCounters counters = new MemoryCounters(100);

    @Test
    void sixty_four_threads_use_a_fixed_window_wholly_and_never_more() throws Exception {
        long[] passed = load(strict("k", new Window.Fixed(Duration.ofMillis(WINDOW_MILLIS)), 1, LIMIT));
        for (int start = 0; start < STEPS; start += WINDOW_MILLIS) {
            assertThat(sum(passed, start, start + WINDOW_MILLIS)).isEqualTo(LIMIT);
        }
    }

    @Test
    void sixty_four_threads_use_a_sliding_window_nearly_wholly_and_never_more_in_any_interval() throws Exception {
        long[] passed = load(strict("k", new Window.Sliding(Duration.ofMillis(WINDOW_MILLIS)), 1, LIMIT));
        for (int start = 0; start + WINDOW_MILLIS < STEPS; start++) {
            assertThat(sum(passed, start, start + WINDOW_MILLIS + 1)).isLessThanOrEqualTo(LIMIT);
        }
        assertThat(sum(passed, 0, STEPS) * 100).isGreaterThanOrEqualTo(99L * LIMIT * STEPS / WINDOW_MILLIS);
    }

    @Test
    void a_call_each_millisecond_gets_as_many_as_fit() {
        Claim claim = strict("k", new Window.Sliding(Duration.ofSeconds(1)), 1, 100);
        List<Integer> passed = new ArrayList<>();
        for (int milli = 0; milli < 20_000; milli++) {
            if (take(claim, milli) instanceof Taking.Taken) {
                passed.add(milli);
            }
        }
        for (int i = 100; i < passed.size(); i++) {
            assertThat(passed.get(i) - passed.get(i - 100)).isGreaterThan(1_000);
        }
        assertThat(passed.size()).isGreaterThanOrEqualTo(1_980);
    }

    @Test
    void a_burst_before_the_border_leaves_nothing_for_one_after_it() {
        Claim sliding = strict("sliding", new Window.Sliding(Duration.ofSeconds(1)), 100, 100);
        taken(take(sliding, 999));
        Taking.Refused refused = refused(take(sliding, 1_001));
        Duration wait = refused.retryAfter().orElseThrow();
        assertThat(wait).isBetween(Duration.ofMillis(998), Duration.ofMillis(1_006));
        Moment then = later(later(NOON, Duration.ofMillis(1_001)), wait);
        refused(counters.take(List.of(sliding), later(then, Duration.ofNanos(-1))));
        taken(counters.take(List.of(sliding), then));
        Claim fixed = strict("fixed", new Window.Fixed(Duration.ofSeconds(1)), 100, 100);
        taken(take(fixed, 999));
        taken(take(fixed, 1_000));
    }

    /** A thread that read the clock before another moved the bucket on counts in what the bucket holds now. */
    @Test
    void a_late_comer_with_an_early_moment_frees_nothing() {
        for (Window window : List.of(Claims.MINUTE, Claims.TRAILING_MINUTE)) {
            Claim claim = strict(window.toString(), window, 60, 100);
            taken(take(claim, 60_000));
            refused(take(claim, 59_999));
        }
    }

    @Test
    void what_is_settled_late_counts_where_it_was_taken() {
        Claim claim = strict("k", new Window.Sliding(Duration.ofSeconds(1)), 60, 100);
        Held early = taken(take(claim, 0)).getFirst();
        Held late =
                taken(take(strict("k", claim.bucket().window(), 40, 100), 500)).getFirst();
        counters.settle(early, 90);
        assertThat(counted(claim, 600)).isEqualTo(130);
        assertThat(counted(claim, 1_010)).isEqualTo(40);
        counters.settle(late, 0);
        assertThat(counted(claim, 600)).isEqualTo(90);
    }

    /** How many of 64 threads passed in each millisecond. */
    private long[] load(Claim claim) throws Exception {
        long[] passed = new long[STEPS];
        for (int step = 0; step < STEPS; step++) {
            int milli = step;
            passed[step] = CountersUnderThreadsTest.count(64, () -> take(claim, milli) instanceof Taking.Taken);
        }
        return passed;
    }

    private long counted(Claim claim, long milli) {
        Moment now = later(NOON, Duration.ofMillis(milli));
        return counters.standing(claim.bucket(), claim.limit(), now).taken();
    }

    private Taking take(Claim claim, long milli) {
        return counters.take(List.of(claim), later(NOON, Duration.ofMillis(milli)));
    }

    private static long sum(long[] counts, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += counts[i];
        }
        return sum;
    }
}
