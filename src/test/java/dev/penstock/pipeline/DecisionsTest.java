package dev.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Decision;
import dev.penstock.call.Decision.Kind;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DecisionsTest {
    private final AtomicLong nanos = new AtomicLong(5_000_000);
    private final Decisions decisions = new Decisions(nanos::get, 5_000_000);

    @Test
    void each_is_stamped_with_the_time_since_the_call_began() {
        assertThat(decisions.made()).isEmpty();
        decisions.add(Kind.ROUTE, "dynamic/a", "live");
        nanos.addAndGet(1_234_999);
        decisions.add(Kind.RETRY, "openai/m", "after throttled");

        assertThat(decisions.made())
                .isEqualTo(List.of(
                        new Decision(0, Kind.ROUTE, "dynamic/a", "live"),
                        new Decision(1_234, Kind.RETRY, "openai/m", "after throttled")));
    }

    @Test
    void of_more_than_are_kept_the_last_is_and_says_how_many_are_not() {
        for (int i = 1; i <= 100; i++) {
            decisions.add(Kind.RETRY, "target " + i, "why");
        }

        assertThat(decisions.made()).hasSize(64);
        assertThat(decisions.made().get(62).subject()).isEqualTo("target 63");
        assertThat(decisions.made().getLast().subject()).isEqualTo("target 100");
        assertThat(decisions.made().getLast().why()).isEqualTo("(36 before it are not told) why");
    }

    @Test
    void what_was_told_before_does_not_change_with_what_comes_after() {
        decisions.add(Kind.CHOSEN, "a", "");
        List<Decision> told = decisions.made();
        decisions.add(Kind.CHOSEN, "b", "");

        assertThat(told).hasSize(1);
    }
}
