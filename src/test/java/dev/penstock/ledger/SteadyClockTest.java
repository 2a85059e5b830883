package dev.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Moment;
import dev.penstock.testkit.SteppedClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private final SteppedClock time = SteppedClock.at("2026-11-22T12:00:00.000000007Z");
    private final SteadyClock clock = new SteadyClock(time, time.ticks());

    @Test
    void starts_at_the_wall_and_follows_the_monotonic_clock() {
        Moment start = clock.now();
        assertThat(start).isEqualTo(Claims.at("2026-11-22T12:00:00.000000007Z"));
        time.advance(Duration.ofSeconds(5));
        assertThat(clock.now()).isEqualTo(Claims.later(start, Duration.ofSeconds(5)));
    }

    @Test
    void the_steady_part_does_not_jump_with_the_wall() {
        long before = clock.now().steadyNanos();
        time.jumpTo(Instant.parse("1999-01-01T00:00:00Z"));
        assertThat(clock.now()).isEqualTo(new Moment(before, Instant.parse("1999-01-01T00:00:00Z")));
    }
}
