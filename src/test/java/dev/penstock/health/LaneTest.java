package dev.penstock.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Failure;
import dev.penstock.call.HealthSettings;
import dev.penstock.call.Refusal;
import dev.penstock.health.LaneState.Standing;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What single outcomes make of a lane. */
class LaneTest {
    private static final Failure SERVER_ERROR = new Failure.ServerError(500, Optional.empty());

    private final FakeClock clock = new FakeClock();
    private final HealthBook book = new HealthBook(clock, HealthSettings.DEFAULT);
    private final Lane target = book.target("acme", "openai", "https://api.openai.com", "gpt-5");
    private final Lane key = book.key("acme", "prod", "openai", "default");

    static Stream<Failure> faultsOfTargets() {
        return Stream.of(
                SERVER_ERROR,
                new Failure.Unreachable(Failure.Unreachable.At.DNS, "no such name"),
                new Failure.TimedOut(Failure.TimedOut.Waiting.IDLE, "300 s"),
                new Failure.Broken("reset"),
                new Failure.InBand("overloaded_error"),
                new Failure.Unusable("zstd"));
    }

    static Stream<Failure> faultsOfOthers() {
        Refusal refusal = Refusal.of(400, 2001, "no");
        return Stream.of(
                new Failure.Throttled(429, Optional.empty()),
                new Failure.QuotaExhausted(402),
                new Failure.CredentialRejected(401),
                new Failure.Rejected(400),
                new Failure.NotAllowed("private address"),
                new Failure.NotAuthorised(refusal),
                new Failure.OverLimit(refusal),
                new Failure.Cancelled("client gone"));
    }

    @ParameterizedTest
    @MethodSource("faultsOfTargets")
    void five_failures_in_a_row_bench_a_target(Failure failure) {
        for (int i = 0; i < 4; i++) {
            target.failed(failure);
        }
        assertThat(target.fitness(1)).isEqualTo(Fitness.FIT);

        target.failed(failure);

        assertThat(target.fitness(1)).isEqualTo(Fitness.BENCHED);
        assertThat(target.readyIn()).isBetween(Duration.ofMillis(1_800), Duration.ofMillis(2_200));
        assertThat(key.fitness(1)).isEqualTo(Fitness.FIT);
    }

    @ParameterizedTest
    @MethodSource("faultsOfOthers")
    void failures_that_are_not_its_fault_leave_a_target_alone(Failure failure) {
        for (int i = 0; i < 1_000; i++) {
            target.failed(failure);
        }

        assertThat(target.fitness(1)).isEqualTo(Fitness.FIT);
    }

    @ParameterizedTest
    @MethodSource("faultsOfTargets")
    void failures_of_a_target_leave_its_key_alone(Failure failure) {
        for (int i = 0; i < 1_000; i++) {
            key.failed(failure);
        }

        assertThat(key.fitness(1)).isEqualTo(Fitness.FIT);
    }

    @Test
    void an_answer_between_failures_begins_the_row_anew() {
        for (int i = 0; i < 4; i++) {
            fail(target, 4);
            answer(target);
        }

        assertThat(target.fitness(1)).as("16 of 20, with rows of 4 at most").isEqualTo(Fitness.FIT);
        answer(target);
        fail(target, 1);
        assertThat(target.fitness(1)).as("17 of 22 outcomes failed").isEqualTo(Fitness.BENCHED);
    }

    @Test
    void outcomes_older_than_ten_seconds_do_not_count() {
        for (int i = 0; i < 15; i++) {
            fail(target, 1);
            answer(target);
            clock.step(Duration.ofSeconds(1));
        }

        assertThat(target.fitness(1)).as("half failed, but never 20 in 10 s").isEqualTo(Fitness.FIT);
    }

    @Test
    void a_target_that_asks_for_a_time_is_left_alone_that_long_and_a_minute_at_most() {
        target.failed(new Failure.ServerError(503, Optional.of(Duration.ofSeconds(30))));
        assertThat(target.readyIn()).isEqualTo(Duration.ofSeconds(30));

        Lane other = book.target("acme", "openai", "https://api.openai.com", "o9");
        other.failed(new Failure.ServerError(503, Optional.of(Duration.ofDays(30))));
        assertThat(other.readyIn()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void the_time_doubles_while_probes_fail_up_to_eight_seconds() {
        fail(target, 5);
        for (long seconds : new long[] {4, 8, 8}) {
            clock.step(target.readyIn());
            assertThat(target.fitness(1)).isEqualTo(Fitness.TRIAL);
            assertThat(target.beginTrial()).isTrue();
            fail(target, 1);
            assertThat(target.readyIn())
                    .isBetween(Duration.ofMillis(seconds * 900), Duration.ofMillis(seconds * 1_100));
        }
    }

    @Test
    void two_good_probes_one_at_a_time_bring_a_target_back() {
        fail(target, 5);
        assertThat(target.beginTrial()).as("before its time").isFalse();
        clock.step(target.readyIn());

        assertThat(target.beginTrial()).isTrue();
        assertThat(target.beginTrial()).isFalse();
        assertThat(target.fitness(1)).isEqualTo(Fitness.BENCHED);
        answer(target);
        assertThat(target.fitness(1)).isEqualTo(Fitness.TRIAL);
        assertThat(target.beginTrial()).isTrue();
        answer(target);

        assertThat(target.shown()).isEqualTo(Standing.WARMING);
        clock.step(Duration.ofSeconds(5));
        assertThat(target.shown()).isEqualTo(Standing.CLOSED);
        assertThat(target.fitness(1)).isEqualTo(Fitness.FIT);
    }

    @Test
    void slow_start_takes_a_tenth_first_and_then_ever_more() {
        fail(target, 5);
        clock.step(target.readyIn());
        answer(target);
        answer(target);

        for (int percent : new int[] {10, 28, 46, 64, 82, 100}) {
            long fit = java.util.stream.LongStream.range(0, 10_000)
                    .filter(seed -> target.fitness(seed) == Fitness.FIT)
                    .count();
            assertThat(fit / 100.0).isBetween(percent - 2.0, percent + 2.0);
            clock.step(Duration.ofSeconds(1));
        }
    }

    @Test
    void a_trial_without_a_verdict_gives_its_place_back() {
        fail(target, 5);
        clock.step(target.readyIn());
        target.beginTrial();

        target.abandoned();

        assertThat(target.beginTrial()).isTrue();
    }

    @Test
    void a_probe_that_hangs_keeps_the_next_one_back_for_five_seconds_only() {
        fail(target, 5);
        clock.step(target.readyIn());
        target.beginTrial();
        assertThat(target.readyIn()).isEqualTo(Duration.ofSeconds(5));

        clock.step(Duration.ofSeconds(5));

        assertThat(target.beginTrial()).isTrue();
    }

    @Test
    void calls_that_began_before_say_nothing_about_a_target_that_may_be_back() {
        fail(target, 5);
        clock.step(Duration.ofSeconds(3));

        target.failed(SERVER_ERROR, Duration.ofSeconds(10).toNanos());
        target.answered(Duration.ofSeconds(10).toNanos());

        assertThat(target.fitness(1)).isEqualTo(Fitness.TRIAL);
        answer(target);
        answer(target);
        clock.step(Duration.ofSeconds(6));
        for (int i = 0; i < 10; i++) {
            target.failed(SERVER_ERROR, Duration.ofSeconds(60).toNanos());
        }
        assertThat(target.fitness(1)).isEqualTo(Fitness.FIT);
    }

    @Test
    void a_throttled_key_cools_for_the_time_it_names_and_a_minute_at_most() {
        key.failed(new Failure.Throttled(429, Optional.of(Duration.ofSeconds(7))));
        assertThat(key.readyIn()).isEqualTo(Duration.ofSeconds(7));
        assertThat(key.shown()).isEqualTo(Standing.COOLING);

        key.failed(new Failure.Throttled(429, Optional.of(Duration.ofDays(400))));
        assertThat(key.readyIn()).isEqualTo(Duration.ofSeconds(60));

        clock.step(Duration.ofSeconds(60));
        assertThat(key.fitness(1)).as("without a probe").isEqualTo(Fitness.FIT);
    }

    @Test
    void a_key_that_is_throttled_again_and_again_cools_for_twice_as_long_each_time() {
        for (long seconds : new long[] {1, 2, 4, 8, 8}) {
            key.failed(new Failure.Throttled(429, Optional.empty()));
            key.failed(new Failure.Throttled(429, Optional.empty()));
            assertThat(key.readyIn()).isBetween(Duration.ofMillis(seconds * 900), Duration.ofMillis(seconds * 1_100));
            clock.step(key.readyIn());
        }
        answer(key);
        key.failed(new Failure.Throttled(429, Optional.empty()));
        assertThat(key.readyIn()).isLessThan(Duration.ofMillis(1_101));
    }

    @Test
    void a_key_without_quota_is_left_alone_for_a_minute_and_longer_each_time_until_an_answer_clears_it() {
        for (long seconds : new long[] {60, 120, 240, 300, 300}) {
            key.failed(new Failure.QuotaExhausted(402));
            assertThat(key.readyIn()).isEqualTo(Duration.ofSeconds(seconds));
            clock.step(key.readyIn());
            assertThat(key.fitness(1)).isEqualTo(Fitness.TRIAL);
        }
        answer(key);
        assertThat(key.fitness(1)).isEqualTo(Fitness.FIT);
    }

    @Test
    void a_rejected_key_is_left_alone_for_half_a_minute() {
        key.failed(new Failure.CredentialRejected(401));

        assertThat(key.readyIn()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void without_a_breaker_no_target_is_benched() {
        HealthSettings.Breaker usual = HealthSettings.Breaker.DEFAULT;
        book.take(new HealthSettings(
                new HealthSettings.Breaker(
                        false,
                        usual.consecutive(),
                        usual.percent(),
                        usual.outcomes(),
                        usual.open(),
                        usual.longestOpen(),
                        usual.probes(),
                        usual.slowStart()),
                HealthSettings.Cooling.DEFAULT,
                HealthSettings.RetryBudget.DEFAULT,
                HealthSettings.Concurrency.DEFAULT,
                java.util.List.of()));

        fail(target, 100);

        assertThat(target.fitness(1)).isEqualTo(Fitness.FIT);
    }

    private static void fail(Lane lane, int times) {
        for (int i = 0; i < times; i++) {
            lane.failed(SERVER_ERROR);
        }
    }

    private static void answer(Lane lane) {
        lane.answered(0);
    }
}
