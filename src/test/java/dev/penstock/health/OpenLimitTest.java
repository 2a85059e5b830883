package dev.penstock.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.HealthSettings;
import java.time.Duration;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How many calls may be open while an upstream slows down and recovers. */
class OpenLimitTest {
    private static final int MOST = 4_000;
    private static final Duration QUICK = Duration.ofMillis(50);

    private final FakeClock clock = new FakeClock();
    private final Upstream upstream =
            new HealthBook(clock, HealthSettings.DEFAULT.withMost(MOST)).upstream("https://a");
    private final SplittableRandom chance = new SplittableRandom(3);
    private final PriorityQueue<Leaving> open = new PriorityQueue<>(Comparator.comparingLong(Leaving::at));
    private int turnedAway;

    private record Leaving(long at, long took, boolean overloaded) {}

    @Test
    void a_steady_upstream_is_never_held_back() {
        run(Duration.ofMinutes(10), QUICK, 500, 0);
        run(Duration.ofMinutes(5), Duration.ofMillis(80), 500, 0);

        assertThat(turnedAway).isZero();
        assertThat(upstream.limit()).isEqualTo(MOST);
    }

    @Test
    void forty_times_the_latency_brings_it_down_within_5_seconds_and_it_is_back_within_15() {
        run(Duration.ofMinutes(2), QUICK, 500, 0);

        run(Duration.ofSeconds(5), Duration.ofSeconds(2), 500, 0);
        assertThat(upstream.limit()).isLessThan(500);
        run(Duration.ofSeconds(15), Duration.ofSeconds(2), 500, 0);
        assertThat(upstream.limit()).isBetween(100, 500);

        run(Duration.ofSeconds(15), QUICK, 500, 0);
        assertThat(upstream.limit()).isGreaterThanOrEqualTo(MOST * 9 / 10);
    }

    @Test
    void overload_brings_it_down_to_the_least_and_no_further() {
        run(Duration.ofMinutes(1), QUICK, 4_000, 0);
        run(Duration.ofSeconds(5), QUICK, 4_000, 1);

        assertThat(upstream.limit()).isBetween(100, 130);
        assertThat(turnedAway).isPositive();

        run(Duration.ofSeconds(15), QUICK, 1_000, 0);
        assertThat(upstream.limit()).isGreaterThanOrEqualTo(MOST * 9 / 10);
    }

    @Test
    void a_single_overload_among_many_answers_changes_nothing() {
        run(Duration.ofMinutes(1), QUICK, 4_000, 0.02);

        assertThat(upstream.limit()).isEqualTo(MOST);
    }

    @Test
    void few_calls_are_never_held_back_however_slow() {
        run(Duration.ofMinutes(1), QUICK, 20, 0);
        run(Duration.ofMinutes(1), Duration.ofSeconds(2), 20, 0.5);

        assertThat(turnedAway).isZero();
    }

    @Test
    void it_can_be_a_fixed_number() {
        HealthSettings.Concurrency fixed = new HealthSettings.Concurrency(false, 1, OptionalInt.of(2));
        HealthSettings usual = HealthSettings.DEFAULT;
        Upstream small = new HealthBook(
                        clock,
                        new HealthSettings(usual.breaker(), usual.cooling(), usual.retries(), fixed, usual.active()))
                .upstream("https://b");

        assertThat(small.tryEnter()).isTrue();
        assertThat(small.tryEnter()).isTrue();
        assertThat(small.tryEnter()).isFalse();
        small.left(1, true);
        assertThat(small.tryEnter()).isTrue();
        assertThat(small.inFlight()).isEqualTo(2);
    }

    private void run(Duration time, Duration latency, int perSecond, double overloaded) {
        long until = clock.getAsLong() + time.toNanos();
        long gap = Simulation.SECOND / perSecond;
        while (clock.getAsLong() < until) {
            clock.step(Duration.ofNanos(gap));
            long now = clock.getAsLong();
            while (!open.isEmpty() && open.peek().at() <= now) {
                Leaving leaving = open.remove();
                upstream.left(leaving.overloaded() ? 0 : leaving.took(), leaving.overloaded());
            }
            if (upstream.tryEnter()) {
                long took = (long) (latency.toNanos() * (0.7 + 0.6 * chance.nextDouble()));
                open.add(new Leaving(now + took, took, chance.nextDouble() < overloaded));
            } else {
                turnedAway++;
            }
        }
    }
}
