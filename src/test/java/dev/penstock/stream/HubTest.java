package dev.penstock.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.ByteBudget;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many readers, on several event loops, each get every byte in order; nobody holds up another; all room is given back. */
class HubTest {
    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4));
    private static final long MANY_BYTES = 16L * 1024 * 1024;

    @AfterAll
    static void close() throws Exception {
        VERTX.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void any_interleaving_gives_each_reader_all_in_order() throws Exception {
        for (int seed = 0; seed < 150; seed++) {
            interleave(seed);
        }
    }

    @Test
    @Tag("soak")
    void any_of_many_interleavings_gives_each_reader_all_in_order() throws Exception {
        for (int seed = 0; seed < 10_000; seed++) {
            interleave(seed);
        }
    }

    private static void interleave(int seed) throws Exception {
        Random random = new Random(seed);
        int largest = random.nextBoolean() ? 300 : 20_000;
        HubRun run = new HubRun(VERTX, HubRun.pieces(random, 20 + random.nextInt(200), largest), MANY_BYTES);
        int startAt = random.nextInt(4);
        List<HubRun.Reading> readings = new ArrayList<>();
        List<Boolean> leaves = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            if (i == startAt) {
                run.start();
            }
            boolean isLeaving = random.nextInt(4) == 0;
            long stop = isLeaving ? random.nextInt(Math.max(1, run.model().length)) : -1;
            readings.add(run.new Reading(random.nextLong(), 1 + random.nextInt(70_000), false, stop, HubRun.LONG));
            leaves.add(isLeaving);
            if (random.nextBoolean()) {
                Thread.onSpinWait();
            }
        }
        run.awaitWritten();
        byte[] model = run.model();
        for (int i = 0; i < readings.size(); i++) {
            HubRun.Read read = readings.get(i).await();
            if (leaves.get(i)) {
                assertThat(isBeginning(read.bytes(), model)).as("seed " + seed).isTrue();
            } else if (read.joined()) {
                assertThat(read.end()).as("seed " + seed).isEqualTo(Optional.of(new Hub.End.Whole()));
                assertThat(read.bytes()).as("seed " + seed).isEqualTo(model);
            }
        }
        assertThat(run.hub.seats()).as("seed " + seed).isZero();
        assertThat(run.budget.held()).as("seed " + seed).isZero();
    }

    @Test
    void the_writer_waits_for_the_fastest_and_no_longer() throws Exception {
        HubRun run = new HubRun(VERTX, HubRun.pieces(new Random(1), 500, 2_000), MANY_BYTES);
        HubRun.Reading stuck = run.new Reading(1, 4_000, true, -1, HubRun.LONG);
        HubRun.Reading fast = run.new Reading(2, 100_000, false, -1, HubRun.LONG);
        run.awaitReaders(2);
        run.start();
        assertThat(fast.await().bytes()).isEqualTo(run.model());
        run.awaitWritten();
        assertThat(run.budget.held()).isPositive();
        assertThat(stuck).isNotNull();
    }

    @Test
    void who_takes_nothing_for_too_long_is_left_and_the_others_read_on() throws Exception {
        HubRun run = new HubRun(VERTX, HubRun.pieces(new Random(2), 500, 2_000), MANY_BYTES);
        HubRun.Reading stuck = run.new Reading(1, 200_000, true, -1, Duration.ofMillis(50));
        HubRun.Reading slower = run.new Reading(2, 2_000, false, -1, HubRun.LONG);
        run.awaitReaders(2);
        run.start();
        HubRun.Read left = stuck.await();
        assertThat(left.stalled()).isTrue();
        assertThat(isBeginning(left.bytes(), run.model())).isTrue();
        assertThat(slower.await().bytes()).isEqualTo(run.model());
        run.awaitWritten();
        assertThat(run.budget.held()).isZero();
    }

    @Test
    void past_its_bound_nobody_joins_and_who_reads_reads_on() throws Exception {
        HubRun run = new HubRun(VERTX, HubRun.pieces(new Random(3), 300, 2_000), 50_000);
        HubRun.Reading early = run.new Reading(1, 10_000, false, -1, HubRun.LONG);
        run.awaitReaders(1);
        run.start();
        HubRun.Read read = early.await();
        run.awaitWritten();
        assertThat(read.bytes()).isEqualTo(run.model());
        assertThat(run.hub.isComplete()).isFalse();
        assertThat(run.hub.join()).isFalse();
        assertThat(run.hub.pieces()).isEmpty();
        assertThat(run.budget.held()).isZero();
    }

    @Test
    void past_its_bound_who_falls_far_behind_is_cut_off() throws Exception {
        HubRun run = new HubRun(VERTX, HubRun.pieces(new Random(4), 1_000, 8_000), 50_000);
        HubRun.Reading stuck = run.new Reading(1, 10_000, true, -1, HubRun.LONG);
        HubRun.Reading fast = run.new Reading(2, 100_000, false, -1, HubRun.LONG);
        run.awaitReaders(2);
        run.start();
        assertThat(stuck.await().stalled()).isTrue();
        assertThat(fast.await().bytes()).isEqualTo(run.model());
        run.awaitWritten();
        assertThat(run.budget.held()).isZero();
    }

    @Test
    void an_event_larger_than_the_longest_lag_cuts_nobody_off_who_keeps_up() throws Exception {
        List<byte[]> pieces = HubRun.pieces(new Random(5), 20, 8_000);
        pieces.add(new byte[3 * 1024 * 1024]);
        pieces.addAll(HubRun.pieces(new Random(6), 20, 8_000));
        HubRun run = new HubRun(VERTX, pieces, 10_000);
        HubRun.Reading only = run.new Reading(2, 100_000, false, -1, HubRun.LONG);
        run.awaitReaders(1);
        run.start();
        HubRun.Read read = only.await();
        assertThat(read.stalled()).isFalse();
        assertThat(read.bytes()).isEqualTo(run.model());
    }

    @Test
    void what_failed_is_told_after_all_that_came() throws Exception {
        HubRun run = new HubRun(VERTX, HubRun.pieces(new Random(7), 30, 500), MANY_BYTES);
        HubRun.Reading first = run.new Reading(1, 1_000, false, -1, HubRun.LONG);
        run.onWriter(() -> {
            run.hub.open(new Hub.Opened(200, "", dev.penstock.call.Framing.SSE, -1));
            byte[] beginning = run.model(10);
            run.hub.append(beginning, 0, beginning.length);
            run.hub.end(HubRun.failed());
            run.hub.end(new Hub.End.Whole());
            run.hub.append(beginning, 0, beginning.length);
        });
        HubRun.Reading late = run.new Reading(2, 1_000, false, -1, HubRun.LONG);
        for (HubRun.Reading reading : List.of(first, late)) {
            HubRun.Read read = reading.await();
            assertThat(read.bytes()).isEqualTo(run.model(10));
            assertThat(read.end()).isEqualTo(Optional.of(HubRun.failed()));
        }
    }

    @Test
    void whoever_joins_is_in_or_it_is_closed_never_both() throws Exception {
        AtomicInteger joined = new AtomicInteger();
        int closed = 0;
        for (int round = 0; round < 2_000; round++) {
            Hub hub = new Hub(() -> 0, new ByteBudget(1_000), 1_000);
            CyclicBarrier start = new CyclicBarrier(2);
            AtomicInteger deserted = new AtomicInteger();
            hub.whenDeserted(deserted::incrementAndGet);
            Thread joining = Thread.ofPlatform().start(() -> {
                pass(start);
                if (hub.join()) {
                    joined.incrementAndGet();
                }
            });
            pass(start);
            hub.leave();
            boolean isClosed = hub.closeIfDeserted();
            joining.join();
            if (isClosed) {
                closed++;
                assertThat(hub.seats()).isZero();
                assertThat(hub.join()).isFalse();
                assertThat(deserted).hasValue(1);
            } else {
                assertThat(hub.seats()).isEqualTo(1);
                hub.leave();
                assertThat(hub.closeIfDeserted()).isTrue();
            }
        }
        assertThat(joined.get() + closed).isGreaterThanOrEqualTo(2_000);
    }

    @Test
    void room_is_given_back_once_when_the_last_has_let_go() {
        ByteBudget budget = new ByteBudget(1_000);
        Hub hub = new Hub(() -> 0, budget, 1_000);
        hub.append(new byte[600], 0, 600);
        assertThat(budget.held()).isEqualTo(600);
        assertThat(hub.join()).isTrue();
        hub.hold(() -> {});
        hub.release();
        hub.leave();
        assertThat(budget.held()).isEqualTo(600);
        hub.release();
        assertThat(hub.join()).isFalse();
        assertThat(budget.held()).isEqualTo(600);
        hub.leave();
        assertThat(budget.held()).isZero();
        assertThat(hub.closeIfDeserted()).isTrue();
        hub.leave();
        assertThat(budget.held()).isZero();
    }

    @Test
    void who_holds_the_beginning_is_told_when_it_is_forgotten() {
        ByteBudget budget = new ByteBudget(1_000);
        Hub hub = new Hub(() -> 0, budget, 500);
        AtomicInteger told = new AtomicInteger();
        hub.hold(told::incrementAndGet);
        hub.append(new byte[500], 0, 500);
        assertThat(told).hasValue(0);
        hub.append(new byte[1], 0, 1);
        assertThat(told).hasValue(1);
        hub.hold(told::incrementAndGet);
        assertThat(told).hasValue(2);
    }

    private static void pass(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isBeginning(byte[] bytes, byte[] whole) {
        return Arrays.equals(bytes, Arrays.copyOf(whole, bytes.length));
    }
}
