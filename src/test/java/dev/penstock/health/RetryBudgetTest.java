package dev.penstock.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.HealthSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Further tries stay in proportion. */
class RetryBudgetTest {
    private final FakeClock clock = new FakeClock();
    private final Upstream upstream = new HealthBook(clock, HealthSettings.DEFAULT).upstream("https://a");

    @Test
    void a_few_are_allowed_without_any_first_tries() {
        assertThat(retries(10)).isEqualTo(3);
        clock.step(Duration.ofMillis(500));
        assertThat(retries(10)).isZero();
        clock.step(Duration.ofSeconds(1));
        assertThat(retries(10)).isEqualTo(3);
    }

    @Test
    void a_fifth_of_the_first_tries_is_allowed() {
        for (int i = 0; i < 1_000; i++) {
            upstream.call();
        }

        assertThat(retries(1_000)).isBetween(200, 203);
        clock.step(Duration.ofSeconds(10));
        assertThat(retries(1_000)).as("the first tries are old").isEqualTo(3);
    }

    @Test
    void it_is_kept_whatever_the_pattern() {
        for (long seed = 0; seed < 60; seed++) {
            SplittableRandom chance = new SplittableRandom(seed);
            kept(new HealthBook(clock, HealthSettings.DEFAULT).upstream("https://a"), chance);
        }
    }

    /** Bursts of calls and tries with pauses between; of any ten seconds, what was allowed is reckoned by hand. */
    private void kept(Upstream some, SplittableRandom chance) {
        Deque<long[]> firsts = new ArrayDeque<>();
        Deque<long[]> made = new ArrayDeque<>();
        for (int step = 0; step < 300; step++) {
            long now = clock.getAsLong();
            int calls = chance.nextInt(5) == 0 ? chance.nextInt(400) : chance.nextInt(3);
            for (int i = 0; i < calls; i++) {
                some.call();
            }
            firsts.add(new long[] {now, calls});
            int wanted = chance.nextInt(3) == 0 ? chance.nextInt(300) : chance.nextInt(4);
            int got = 0;
            for (int i = 0; i < wanted; i++) {
                got += some.mayRetry() ? 1 : 0;
            }
            made.add(new long[] {now, got});
            // Buckets are of a second: a try may be counted for up to a second longer or shorter than a call.
            double allowed = 0.2 * sum(firsts, now, 20) + 1 + 3 * 11;
            assertThat((double) sum(made, now, 9)).isLessThanOrEqualTo(allowed);
            clock.step(Duration.ofMillis(chance.nextInt(900)));
        }
    }

    private static long sum(Deque<long[]> counted, long now, int seconds) {
        return counted.stream()
                .filter(one -> now - one[0] < seconds * Simulation.SECOND)
                .mapToLong(one -> one[1])
                .sum();
    }

    @Test
    void many_threads_together_get_no_more_than_one_would() throws InterruptedException {
        for (int i = 0; i < 10_000; i++) {
            upstream.call();
        }
        AtomicInteger made = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(8);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int thread = 0; thread < 8; thread++) {
                threads.execute(() -> {
                    ready.countDown();
                    made.addAndGet(retries(2_000));
                });
            }
        }

        assertThat(ready.await(0, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        assertThat(made.get()).isBetween(2_000, 2_003);
    }

    private int retries(int wanted) {
        int made = 0;
        for (int i = 0; i < wanted; i++) {
            made += upstream.mayRetry() ? 1 : 0;
        }
        return made;
    }
}
