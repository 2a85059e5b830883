package dev.penstock.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Failure;
import dev.penstock.call.HealthSettings;
import dev.penstock.call.Routing.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In which order equals are asked, one call at a time. */
class BalancerTest {
    private static final Failure REFUSED = new Failure.ServerError(503, Optional.of(Duration.ofSeconds(10)));

    private final FakeClock clock = new FakeClock();
    private final HealthBook book = new HealthBook(clock, HealthSettings.DEFAULT);
    private final Balancer balancer = book.balancer();
    private final List<Rival> three = List.of(rival("a", 1), rival("b", 1), rival("c", 1));

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void everyone_is_in_the_order_once_whatever_their_health(Strategy strategy) {
        three.get(0).target().failed(REFUSED);
        three.get(1).key().failed(new Failure.CredentialRejected(401));

        for (long seed = 0; seed < 100; seed++) {
            assertThat(order(strategy, three, seed)).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(order(strategy, three, seed).getFirst()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ROUND_ROBIN"})
    void the_same_seed_gives_the_same_order(Strategy strategy) {
        for (long seed = 0; seed < 100; seed++) {
            assertThat(order(strategy, three, seed)).isEqualTo(order(strategy, three, seed));
        }
    }

    @Test
    void where_all_are_benched_the_one_that_is_ready_soonest_comes_first() {
        three.get(0).target().failed(new Failure.ServerError(503, Optional.of(Duration.ofSeconds(30))));
        three.get(1).target().failed(new Failure.ServerError(503, Optional.of(Duration.ofSeconds(10))));
        three.get(2).target().failed(new Failure.ServerError(503, Optional.of(Duration.ofSeconds(20))));

        assertThat(order(Strategy.FIRST, three, 1)).containsExactly(1, 2, 0);
    }

    @Test
    void where_nobody_minds_their_health_the_first_comes_first_though_it_is_benched() {
        three.getFirst().target().failed(REFUSED);

        assertThat(balancer.order(Strategy.FIRST, three, 1, OptionalLong.empty(), false))
                .containsExactly(0, 1, 2);
        assertThat(balancer.order(Strategy.FIRST, three, 1, OptionalLong.empty(), true))
                .containsExactly(1, 2, 0);
    }

    @Test
    void turns_of_equals_go_round() {
        List<Integer> firsts = firsts(Strategy.ROUND_ROBIN, three, 7);

        assertThat(firsts).containsExactly(0, 1, 2, 0, 1, 2, 0);
    }

    @Test
    void turns_by_weight_are_exact_in_each_round_and_spread_over_it() {
        List<Rival> pool = List.of(rival("a", 50), rival("b", 30), rival("c", 20));

        List<Integer> firsts = firsts(Strategy.ROUND_ROBIN, pool, 10);

        assertThat(firsts.stream().filter(index -> index == 0)).hasSize(5);
        assertThat(firsts.stream().filter(index -> index == 1)).hasSize(3);
        assertThat(firsts.stream().filter(index -> index == 2)).hasSize(2);
        assertThat(IntStream.range(0, 8).filter(i -> firsts.subList(i, i + 3).equals(List.of(0, 0, 0))))
                .as("three in a row of %s", firsts)
                .isEmpty();
    }

    @Test
    void one_of_weight_nothing_is_asked_only_when_no_other_is_fit() {
        List<Rival> pool = List.of(rival("a", 0), rival("b", 1));
        for (Strategy strategy : List.of(Strategy.WEIGHTED, Strategy.ROUND_ROBIN, Strategy.LEAST_IN_FLIGHT)) {
            assertThat(firsts(strategy, pool, 100)).containsOnly(1);
        }

        pool.get(1).target().failed(REFUSED);

        assertThat(order(Strategy.WEIGHTED, pool, 3)).containsExactly(0, 1);
    }

    @Test
    void the_cheapest_comes_first_and_an_unknown_price_last() {
        List<Rival> pool = List.of(rival("a", 1, OptionalLong.empty()), priced("b", 300), priced("c", 200));

        assertThat(order(Strategy.CHEAPEST, pool, 1)).containsExactly(2, 1, 0);
    }

    @Test
    void one_that_may_be_back_goes_first_where_shares_are_drawn_and_keeps_its_place_where_the_order_is_given() {
        three.get(1).target().failed(REFUSED);
        clock.step(Duration.ofSeconds(10));

        assertThat(three.get(1).target().fitness(1)).isEqualTo(Fitness.TRIAL);
        assertThat(order(Strategy.WEIGHTED, three, 1).getFirst()).isEqualTo(1);
        assertThat(order(Strategy.FIRST, three, 1)).containsExactly(0, 1, 2);

        three.get(1).target().beginTrial();
        assertThat(order(Strategy.WEIGHTED, three, 1).getLast()).isEqualTo(1);
    }

    @Test
    void calls_with_the_same_affinity_stay_together_and_a_leaving_member_moves_only_its_own() {
        List<Rival> pool = List.of(rival("a", 1), rival("b", 1), rival("c", 2));
        List<Integer> before = homes(pool);
        assertThat(before.stream().filter(home -> home == 2).count() / 10_000.0).isBetween(0.48, 0.52);

        pool.get(0).target().failed(REFUSED);
        List<Integer> without = homes(pool);

        for (int i = 0; i < before.size(); i++) {
            if (before.get(i) != 0) {
                assertThat(without.get(i)).isEqualTo(before.get(i));
            }
        }
        assertThat(without).doesNotContain(0);
        clock.step(Duration.ofSeconds(10));
        pool.get(0).target().answered(0);
        pool.get(0).target().answered(0);
        clock.step(Duration.ofSeconds(5));
        assertThat(homes(pool)).isEqualTo(before);
    }

    private List<Integer> homes(List<Rival> pool) {
        return IntStream.range(0, 10_000)
                .mapToObj(user -> balancer.order(Strategy.FIRST, pool, 99, OptionalLong.of(user))
                        .getFirst())
                .toList();
    }

    private List<Integer> firsts(Strategy strategy, List<Rival> pool, int calls) {
        List<Integer> firsts = new ArrayList<>();
        for (int seed = 0; seed < calls; seed++) {
            firsts.add(order(strategy, pool, seed).getFirst());
        }
        return firsts;
    }

    private List<Integer> order(Strategy strategy, List<Rival> pool, long seed) {
        return balancer.order(strategy, pool, seed, OptionalLong.empty());
    }

    private Rival priced(String name, long nano) {
        return rival(name, 1, OptionalLong.of(nano));
    }

    private Rival rival(String name, int weight) {
        return rival(name, weight, OptionalLong.empty());
    }

    private Rival rival(String name, int weight, OptionalLong price) {
        return new Rival(
                weight, book.target("acme", "p", "https://" + name, "m"), book.key("acme", "prod", "p", name), price);
    }
}
