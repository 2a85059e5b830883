package dev.penstock.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Failure;
import dev.penstock.call.HealthSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Lanes by name: found again, bounded, dropped when idle, whole under many threads. */
class HealthBookTest {
    private final FakeClock clock = new FakeClock();
    private final HealthBook book = new HealthBook(clock, HealthSettings.DEFAULT);

    @Test
    void the_same_name_is_the_same_lane_and_any_other_another() {
        Lane lane = book.target("a", "p", "https://h", "m");

        assertThat(book.target(new String("a"), "p", "https://h", new String("m")))
                .isSameAs(lane);
        assertThat(List.of(
                        book.target("b", "p", "https://h", "m"),
                        book.target("a", "q", "https://h", "m"),
                        book.target("a", "p", "https://g", "m"),
                        book.target("a", "p", "https://h", "n"),
                        book.key("a", "https://h", "p", "m")))
                .doesNotContain(lane)
                .doesNotHaveDuplicates();
    }

    @Test
    void an_account_sees_its_own_lanes_only() {
        book.target("a", "p", "https://h", "m");
        book.key("a", "prod", "p", "default");
        book.target("b", "p", "https://h", "m");

        assertThat(book.states("a"))
                .hasSize(2)
                .allMatch(state -> state.account().equals("a"));
        assertThat(book.states()).hasSize(3);
    }

    @Test
    void beyond_the_bound_a_lane_is_always_fit_and_forgets() {
        for (int i = 0; i < 10_000; i++) {
            book.target("a", "p", "https://h", "m" + i);
        }

        Lane further = book.target("a", "p", "https://h", "one more");
        for (int i = 0; i < 100; i++) {
            further.failed(new Failure.ServerError(500, Optional.empty()));
        }

        assertThat(further.fitness(1)).isEqualTo(Fitness.FIT);
        assertThat(book.states()).hasSize(10_000);
        assertThat(book.key("a", "prod", "p", "k").name())
                .as("the other kind has room")
                .isNotNull();
    }

    @Test
    void names_that_somebody_made_up_keep_no_one_elses_target_from_being_known() {
        Lane busy = book.target("b", "p", "https://h", "busy");
        busy.began();
        for (int i = 1; i < 10_000; i++) {
            book.target("a", "p", "https://h", "made-up-" + i);
        }
        book.sweep();

        Lane further = book.target("b", "p", "https://h", "one more");
        for (int i = 0; i < 5; i++) {
            further.failed(new Failure.ServerError(500, Optional.empty()));
        }

        assertThat(further.fitness(1)).isEqualTo(Fitness.BENCHED);
        assertThat(book.target("b", "p", "https://h", "busy")).isSameAs(busy);
        assertThat(book.states()).hasSize(10_000);
    }

    @Test
    void idle_lanes_make_room_but_not_those_with_open_calls_or_on_the_bench() {
        book.target("a", "p", "https://h", "idle");
        book.target("a", "p", "https://h", "open").began();
        Lane benched = book.key("a", "prod", "p", "benched");
        for (int i = 0; i < 5; i++) {
            benched.failed(new Failure.QuotaExhausted(402));
            clock.step(benched.readyIn().minusSeconds(1));
        }
        book.upstream("https://h").call();
        sweepFor(Duration.ofMinutes(9));
        assertThat(book.states()).hasSize(3);
        benched.failed(new Failure.QuotaExhausted(402));

        sweepFor(Duration.ofMinutes(4));

        assertThat(book.states()).extracting(LaneState::name).containsExactlyInAnyOrder("open", "benched");
        sweepFor(Duration.ofMinutes(20));
        assertThat(book.states()).extracting(LaneState::name).containsExactly("open");
        assertThat(book.target("a", "p", "https://h", "idle").fitness(1)).isEqualTo(Fitness.FIT);
    }

    private void sweepFor(Duration time) {
        for (long second = 0; second < time.toSeconds(); second += 5) {
            clock.step(Duration.ofSeconds(5));
            book.sweep();
        }
    }

    @Test
    void many_threads_lose_no_call() throws ExecutionException, InterruptedException {
        int threads = 8;
        int calls = 50_000;
        List<Future<?>> done = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                boolean ends = thread % 2 == 0;
                done.add(pool.submit(() -> {
                    for (int i = 0; i < calls; i++) {
                        Lane lane = book.target("a", "p", "https://h", "m" + i % 50);
                        Upstream upstream = book.upstream("https://h");
                        lane.began();
                        lane.answered(1_000);
                        if (ends) {
                            lane.ended();
                        }
                        if (upstream.tryEnter() && ends) {
                            upstream.left(1_000, false);
                        }
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }

        assertThat(book.states()).hasSize(50);
        assertThat(book.states().stream().mapToInt(LaneState::inFlight).sum()).isEqualTo(threads / 2 * calls);
        clock.step(Duration.ofSeconds(2));
        assertThat(book.counts().inFlight()).isEqualTo(threads / 2 * calls);
    }

    @Test
    void one_probe_goes_through_whoever_asks_at_the_same_time() throws ExecutionException, InterruptedException {
        Lane lane = book.target("a", "p", "https://h", "m");
        for (int round = 0; round < 50; round++) {
            lane.failed(new Failure.ServerError(503, Optional.of(Duration.ofSeconds(1))));
            clock.step(lane.readyIn());
            List<Future<Boolean>> probes = new ArrayList<>();
            try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
                for (int thread = 0; thread < 4; thread++) {
                    probes.add(pool.submit(lane::beginTrial));
                }
                int began = 0;
                for (Future<Boolean> probe : probes) {
                    began += probe.get() ? 1 : 0;
                }
                assertThat(began).isEqualTo(1);
            }
        }
    }

    @Test
    void providers_are_told_by_name_up_to_a_hundred_and_the_others_together() {
        for (int i = 0; i < 300; i++) {
            book.target("a", "custom-" + i, "https://h" + i, "m").began();
        }

        List<ProviderHealth> providers = book.providers();

        assertThat(providers).hasSize(101);
        assertThat(providers.stream().mapToInt(ProviderHealth::inFlight).sum()).isEqualTo(300);
        assertThat(providers)
                .filteredOn(one -> one.provider().equals("other"))
                .singleElement()
                .satisfies(other -> assertThat(other.inFlight()).isEqualTo(200));
    }

    @Test
    void a_providers_ejections_and_retries_are_counted() {
        Upstream upstream = book.upstream("https://h");
        Lane lane = book.target("a", "openai", "https://h", "m");
        lane.failed(new Failure.ServerError(503, Optional.of(Duration.ofSeconds(1))));
        for (int i = 0; i < 5; i++) {
            upstream.mayRetry();
        }

        assertThat(book.providers())
                .filteredOn(one -> one.provider().equals("openai"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.ejections()).isEqualTo(1);
                    assertThat(one.open()).isEqualTo(1);
                    assertThat(one.retries()).isEqualTo(3);
                    assertThat(one.retriesRefused()).isEqualTo(2);
                    assertThat(one.limit()).isEqualTo(10_000);
                });
    }

    @Test
    void a_check_of_an_origin_speaks_for_all_its_targets() {
        Lane one = book.target("a", "p", "https://h", "m");
        Lane other = book.target("b", "p", "https://h", "n");
        Lane elsewhere = book.target("a", "p", "https://g", "m");
        Failure refused = new Failure.Unreachable(Failure.Unreachable.At.CONNECT, "refused");

        for (int i = 0; i < 5; i++) {
            book.checked("https://h", Optional.of(refused));
        }
        assertThat(List.of(one.fitness(1), other.fitness(1), elsewhere.fitness(1)))
                .containsExactly(Fitness.BENCHED, Fitness.BENCHED, Fitness.FIT);

        book.checked("https://h", Optional.empty());
        assertThat(one.fitness(1)).as("before its time").isEqualTo(Fitness.BENCHED);
        clock.step(Duration.ofSeconds(3));
        book.checked("https://h", Optional.empty());
        book.checked("https://h", Optional.empty());
        assertThat(one.shown()).isEqualTo(LaneState.Standing.WARMING);
    }
}
