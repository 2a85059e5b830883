package dev.penstock.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.call.Routing.Strategy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which share of the calls each of several equals gets, over hours. */
class BalancingSharesTest {
    private final Simulation simulation = new Simulation(1);

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"WEIGHTED", "ROUND_ROBIN", "LEAST_IN_FLIGHT", "FASTEST"})
    void equals_get_equal_shares(Strategy strategy) {
        List<FakeTarget> three = List.of(new FakeTarget("a", 1), new FakeTarget("b", 1), new FakeTarget("c", 1));

        simulation.traffic(20, Duration.ofHours(2), strategy, three);

        assertThat(three).allSatisfy(target -> assertThat(share(target)).isCloseTo(1 / 3.0, within(0.02)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"WEIGHTED", "ROUND_ROBIN"})
    void shares_follow_weights(Strategy strategy) {
        List<FakeTarget> three = List.of(new FakeTarget("a", 70), new FakeTarget("b", 25), new FakeTarget("c", 5));

        simulation.traffic(20, Duration.ofHours(2), strategy, three);

        assertThat(share(three.get(0))).isCloseTo(0.70, within(0.02));
        assertThat(share(three.get(1))).isCloseTo(0.25, within(0.02));
        assertThat(share(three.get(2))).isCloseTo(0.05, within(0.02));
    }

    @Test
    void least_in_flight_follows_weights_where_calls_pile_up() {
        List<FakeTarget> two = List.of(
                new FakeTarget("a", 3).latency(Simulation.SECOND), new FakeTarget("b", 1).latency(Simulation.SECOND));

        simulation.traffic(200, Duration.ofMinutes(10), Strategy.LEAST_IN_FLIGHT, two);

        assertThat(share(two.get(0))).isCloseTo(0.75, within(0.02));
    }

    @Test
    void least_in_flight_gives_less_to_the_slower() {
        List<FakeTarget> two = List.of(
                new FakeTarget("a", 1).latency(Simulation.SECOND),
                new FakeTarget("b", 1).latency(3 * Simulation.SECOND));

        simulation.traffic(100, Duration.ofMinutes(20), Strategy.LEAST_IN_FLIGHT, two);

        assertThat(share(two.get(1)))
                .as("as much in flight, three times as long")
                .isCloseTo(0.25, within(0.02));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(doubles = {0.5, 5, 100})
    void fastest_gives_clearly_less_to_one_that_is_twice_as_slow_and_never_starves_it(double perSecond) {
        FakeTarget slow = new FakeTarget("b", 1).latency(200 * Simulation.MILLI);
        List<FakeTarget> two = List.of(new FakeTarget("a", 1), slow);

        simulation.traffic(perSecond, Duration.ofHours(1), Strategy.FASTEST, two);

        assertThat(share(slow)).isLessThan(0.4);
        for (int minute = 0; minute < 60; minute++) {
            long from = minute * 60L * Simulation.SECOND;
            assertThat(slow.countBetween(from, from + 60 * Simulation.SECOND))
                    .as("minute %s", minute)
                    .isPositive();
        }
    }

    @Test
    void fastest_finds_out_that_a_slow_one_has_become_quick() {
        FakeTarget changing = new FakeTarget("b", 1).latency(Simulation.SECOND);
        List<FakeTarget> two = List.of(new FakeTarget("a", 1), changing);
        simulation.traffic(20, Duration.ofMinutes(10), Strategy.FASTEST, two);
        assertThat(share(changing)).isLessThan(0.15);

        changing.latency(100 * Simulation.MILLI);
        simulation.traffic(20, Duration.ofMinutes(1), Strategy.FASTEST, two);
        two.forEach(FakeTarget::forget);
        long before = simulation.calls();
        simulation.traffic(20, Duration.ofMinutes(10), Strategy.FASTEST, two);

        assertThat(changing.count() / (double) (simulation.calls() - before)).isCloseTo(0.5, within(0.03));
    }

    private double share(FakeTarget target) {
        return target.count() / (double) simulation.calls();
    }
}
