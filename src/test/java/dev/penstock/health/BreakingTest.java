package dev.penstock.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Failure;
import dev.penstock.call.Routing.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What targets that fail and heal do to the calls of a gateway. */
class BreakingTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Simulation simulation = new Simulation(7);
    private final FakeTarget first = new FakeTarget("first", 1);
    private final FakeTarget second = new FakeTarget("second", 1);
    private final FakeTarget third = new FakeTarget("third", 1);
    private final List<FakeTarget> chain = List.of(first, second, third);

    static Stream<FakeTarget.Answer> faults() {
        return Stream.of(
                new FakeTarget.Answer(
                        20 * Simulation.MILLI, Optional.of(new Failure.ServerError(500, Optional.empty()))),
                new FakeTarget.Answer(
                        20 * Simulation.MILLI,
                        Optional.of(new Failure.ServerError(503, Optional.of(Duration.ofSeconds(1))))),
                new FakeTarget.Answer(
                        Simulation.MILLI,
                        Optional.of(new Failure.Unreachable(Failure.Unreachable.At.CONNECT, "refused"))),
                new FakeTarget.Answer(
                        3 * Simulation.SECOND,
                        Optional.of(new Failure.TimedOut(Failure.TimedOut.Waiting.FIRST_BYTE, "3 s"))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_chain_whose_first_target_always_fails_makes_hardly_more_attempts_than_calls(FakeTarget.Answer fault) {
        first.failingWith(fault.failure().orElseThrow(), fault.after());
        long began = simulation.now();

        simulation.traffic(500, MINUTE, Strategy.FIRST, chain);
        simulation.pass(Duration.ofSeconds(10));

        assertThat(simulation.answered()).isEqualTo(simulation.calls());
        assertThat((double) simulation.attempts()).isLessThanOrEqualTo(1.2 * simulation.calls());
        long opened = began + 5 * Simulation.SECOND;
        assertThat(first.countBetween(opened, opened + MINUTE.toNanos()))
                .as("only probes after 5 s")
                .isLessThan(40);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_chain_that_fails_whole_is_not_asked_more_often_than_it_is_called(FakeTarget.Answer fault) {
        chain.forEach(target -> target.failingWith(fault.failure().orElseThrow(), fault.after()));

        simulation.traffic(500, MINUTE, Strategy.FIRST, chain);
        simulation.pass(Duration.ofSeconds(10));

        assertThat((double) simulation.attempts()).isLessThanOrEqualTo(1.2 * simulation.calls());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_healed_target_is_back_within_15_seconds(FakeTarget.Answer fault) {
        for (int failed = 1; failed <= 40; failed++) {
            first.failingWith(fault.failure().orElseThrow(), fault.after());
            simulation.traffic(50, Duration.ofMillis(3_000 + 700L * failed), Strategy.FIRST, chain);
            first.failing(0);
            simulation.traffic(50, Duration.ofSeconds(15), Strategy.FIRST, chain);
            first.forget();
            long before = simulation.calls();
            simulation.traffic(50, Duration.ofSeconds(10), Strategy.FIRST, chain);

            assertThat(first.count() / (double) (simulation.calls() - before))
                    .as("share of the calls after it had healed for the %s. time", failed)
                    .isGreaterThan(0.9);
        }
    }

    @Test
    void one_that_is_all_there_is_is_back_within_15_seconds_too() {
        List<FakeTarget> alone = List.of(first);
        first.failingWith(new Failure.ServerError(503, Optional.of(Duration.ofSeconds(60))), Simulation.MILLI);
        simulation.traffic(2, MINUTE, Strategy.FIRST, alone);
        long before = simulation.answered();

        first.failing(0);
        simulation.traffic(2, Duration.ofSeconds(15), Strategy.FIRST, alone);

        assertThat(simulation.answered()).isGreaterThan(before);
        assertThat(first.lane(simulation.book()).fitness(1)).isIn(Fitness.FIT, Fitness.WARMING);
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"WEIGHTED", "ROUND_ROBIN", "LEAST_IN_FLIGHT", "FASTEST"})
    void the_share_of_a_healed_target_grows_from_second_to_second_and_stays(Strategy strategy) {
        List<FakeTarget> two = List.of(first, second);
        first.failingWith(new Failure.ServerError(500, Optional.empty()), Simulation.MILLI);
        simulation.traffic(1000, MINUTE, strategy, two);
        first.failing(0);
        Lane lane = first.lane(simulation.book());
        while (!(lane.shown() == LaneState.Standing.WARMING)) {
            simulation.traffic(1000, Duration.ofMillis(10), strategy, two);
        }
        long openings = lane.state(Objects.requireNonNull(lane.name())).openings();

        double last = 0;
        for (int second = 0; second < 8; second++) {
            first.forget();
            long before = simulation.calls();
            simulation.traffic(1000, Duration.ofSeconds(1), strategy, two);
            double share = first.count() / (double) (simulation.calls() - before);
            assertThat(share).as("second %s", second).isGreaterThan(last - 0.06);
            assertThat(share).as("second %s", second).isLessThan(0.3 + 0.1 * second + 0.12);
            last = share;
        }
        assertThat(last).isBetween(0.42, 0.58);
        simulation.traffic(100, Duration.ofHours(1), strategy, two);
        assertThat(lane.state(Objects.requireNonNull(lane.name())).openings())
                .as("openings after healing")
                .isEqualTo(openings);
    }

    @Test
    void a_target_with_some_failures_among_many_answers_stays_open_to_calls() {
        first.failing(0.2);

        simulation.traffic(100, Duration.ofHours(1), Strategy.FIRST, chain);

        double share = first.count() / (double) simulation.calls();
        assertThat(share).isGreaterThan(0.5);
    }

    @Test
    void a_target_of_which_most_calls_fail_is_left_alone() {
        first.failing(0.7);

        simulation.traffic(100, Duration.ofMinutes(10), Strategy.FIRST, chain);

        assertThat(first.count() / (double) simulation.calls()).isLessThan(0.1);
        simulation.pass(Duration.ofSeconds(1));
        assertThat(simulation.answered()).isEqualTo(simulation.calls());
    }

    @Test
    void one_probe_at_a_time_goes_to_a_target_that_may_be_back() {
        first.failingWith(new Failure.ServerError(500, Optional.empty()), Simulation.MILLI);
        simulation.traffic(500, Duration.ofSeconds(1), Strategy.FIRST, chain);
        first.failingWith(new Failure.TimedOut(Failure.TimedOut.Waiting.FIRST_BYTE, "4 s"), 4 * Simulation.SECOND);
        first.forget();

        simulation.traffic(500, Duration.ofSeconds(5), Strategy.FIRST, chain);

        assertThat(first.count()).isEqualTo(1);
    }
}
