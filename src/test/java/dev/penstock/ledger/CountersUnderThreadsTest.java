package dev.penstock.ledger;

import static dev.penstock.ledger.Claims.OPEN;
import static dev.penstock.ledger.Claims.at;
import static dev.penstock.ledger.Claims.later;
import static dev.penstock.ledger.Claims.strict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Claim;
import dev.penstock.call.Moment;
import dev.penstock.call.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The counters in memory when everybody comes at once. */
class CountersUnderThreadsTest {
    private static final Moment NOON = at("2026-11-22T12:00:00Z");
    private static final long DOLLAR = 1_000_000_000L;
    private static final long CENT = 10_000_000L;

    static List<Window> windows() {
        return CountersContract.windows();
    }

    @ParameterizedTest
    @MethodSource("windows")
    void exactly_a_hundred_of_five_hundred_spend_a_cent_of_a_dollar(Window window) throws Exception {
        for (int repeat = 0; repeat < 20; repeat++) {
            MemoryCounters counters = new MemoryCounters(100);
            Claim cent = strict("budget", window, CENT, DOLLAR);
            AtomicLong most = new AtomicLong();
            long passed = count(500, () -> {
                boolean taken = counters.take(List.of(cent), NOON) instanceof Taking.Taken;
                long counted = counters.standing(cent.bucket(), DOLLAR, NOON).taken();
                most.accumulateAndGet(counted, Math::max);
                return taken;
            });
            assertThat(passed).isEqualTo(100);
            assertThat(most.get()).isEqualTo(DOLLAR);
        }
    }

    @Test
    void nested_limits_are_never_over_and_come_back_to_nothing() throws Exception {
        MemoryCounters counters = new MemoryCounters(1_000);
        List<Window> windows = windows();
        AtomicLongArray used = new AtomicLongArray(12);
        AtomicLong over = new AtomicLong();
        AtomicLong passed = new AtomicLong();
        inParallel(64, thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < 2_000; i++) {
                List<Claim> claims = someOf(12, 5, random, windows);
                if (counters.take(claims, NOON) instanceof Taking.Taken taken) {
                    passed.incrementAndGet();
                    claims.forEach(claim ->
                            over.addAndGet(used.addAndGet(index(claim), claim.amount()) > claim.limit() ? 1 : 0));
                    Thread.onSpinWait();
                    claims.forEach(claim -> used.addAndGet(index(claim), -claim.amount()));
                    taken.held().forEach(held -> counters.settle(held, 0));
                }
            }
        });
        assertThat(over).hasValue(0);
        assertThat(passed.get()).isGreaterThan(1_000);
        assertThat(counters.standings("", NOON, 100)).isEmpty();
        assertThat(counters.totals().heldNano()).isZero();
        assertThat(counters.totals().open()).isZero();
    }

    /** Four at most can be inside; more are met only by who comes while others give back. */
    @Test
    void hardly_anybody_is_refused_what_another_only_passed_through() throws Exception {
        MemoryCounters counters = new MemoryCounters(100);
        Claim shared = strict("shared", OPEN, 1, 5);
        AtomicLong refused = new AtomicLong();
        inParallel(32, thread -> {
            List<Claim> claims = List.of(shared, strict("narrow-" + thread % 4, OPEN, 1, 1));
            for (int i = 0; i < 2_000; i++) {
                Taking taking = counters.take(claims, NOON);
                if (taking instanceof Taking.Taken taken) {
                    taken.held().forEach(held -> counters.settle(held, 0));
                }
                if (taking instanceof Taking.Refused no && no.claim().equals(shared)) {
                    refused.incrementAndGet();
                }
            }
        });
        assertThat(refused.get()).isLessThan(32 * 2_000 / 100);
    }

    /** Moments a second apart make every call sweep; a bucket of one place is a lock that a lost count would open twice. */
    @Test
    void sweeping_loses_no_count() throws Exception {
        MemoryCounters counters = new MemoryCounters(60);
        AtomicIntegerArray inside = new AtomicIntegerArray(50);
        AtomicLong together = new AtomicLong();
        AtomicLong steps = new AtomicLong();
        AtomicLong passed = new AtomicLong();
        inParallel(16, thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < 10_000; i++) {
                int key = random.nextInt(50);
                Moment now = later(NOON, Duration.ofSeconds(steps.incrementAndGet()));
                if (counters.take(List.of(strict("k" + key, OPEN, 1, 1)), now) instanceof Taking.Taken taken) {
                    passed.incrementAndGet();
                    together.addAndGet(inside.incrementAndGet(key) == 1 ? 0 : 1);
                    inside.decrementAndGet(key);
                    counters.settle(taken.held().getFirst(), 0);
                }
            }
        });
        assertThat(together).hasValue(0);
        assertThat(passed.get()).isGreaterThan(10_000);
        assertThat(counters.totals().open()).isZero();
    }

    @Test
    void settled_amounts_add_up_whatever_the_order() throws Exception {
        MemoryCounters counters = new MemoryCounters(100);
        AtomicLong expected = new AtomicLong();
        List<Held> held = Collections.synchronizedList(new ArrayList<>());
        inParallel(16, thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < 1_000; i++) {
                Claim claim = strict("k", Claims.TRAILING_MINUTE, random.nextInt(100), Long.MAX_VALUE);
                Moment now = later(NOON, Duration.ofMillis(random.nextInt(59_000)));
                held.addAll(Claims.taken(counters.take(List.of(claim), now)));
            }
        });
        Collections.shuffle(held, new Random(1));
        AtomicBoolean again = new AtomicBoolean();
        inParallel(8, thread -> {
            for (int i = thread / 2; i < held.size(); i += 4) {
                counters.settle(held.get(i), held.get(i).claim().amount() * 2);
                again.set(true);
            }
        });
        held.forEach(one -> expected.addAndGet(one.claim().amount() * 2));
        Moment end = later(NOON, Duration.ofMillis(59_500));
        assertThat(counters.standing(strict("k", Claims.TRAILING_MINUTE, 0, 1).bucket(), 1, end)
                        .taken())
                .isEqualTo(expected.get());
        assertThat(again).isTrue();
    }

    private static List<Claim> someOf(int keys, int count, Random random, List<Window> windows) {
        List<Integer> order = new ArrayList<>();
        for (int key = 0; key < keys; key++) {
            order.add(key);
        }
        Collections.shuffle(order, random);
        return order.subList(0, count).stream()
                .map(key -> strict("k" + key, windows.get(key % windows.size()), 1 + key % 3, 20))
                .toList();
    }

    private static int index(Claim claim) {
        return Integer.parseInt(claim.bucket().key().substring(1));
    }

    /** What one of several threads does. */
    private interface Work {
        void run(int thread);
    }

    private static void inParallel(int threads, Work work) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                all.add(executor.submit(() -> work.run(thread)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    static long count(int tasks, Callable<Boolean> task) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            long passed = 0;
            for (Future<Boolean> one : executor.invokeAll(Collections.nCopies(tasks, task))) {
                passed += one.get() ? 1 : 0;
            }
            return passed;
        }
    }
}
