package dev.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.SteppedClock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailedEntriesTest {
    private final SteppedClock clock = SteppedClock.at("2026-11-22T12:00:00Z");
    private final FailedEntries failures = new FailedEntries(clock.ticks());

    @Test
    void an_address_may_fail_sixty_times_and_then_once_a_second() {
        assertThat(allowed("10.0.0.1", 100)).isEqualTo(60);
        clock.advance(Duration.ofSeconds(3));
        assertThat(allowed("10.0.0.1", 100)).isEqualTo(3);
        assertThat(allowed("10.0.0.2", 100)).as("another address").isEqualTo(60);
    }

    @Test
    void all_addresses_together_are_bounded_too() {
        int allowed = IntStream.range(0, 5_000)
                .map(i -> allowed("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256, 1))
                .sum();

        assertThat(allowed).isEqualTo(3_000);
        clock.advance(Duration.ofSeconds(1));
        assertThat(allowed("192.168.0.1", 60)).isEqualTo(60);
        assertThat(allowed("192.168.0.2", 60)).isEqualTo(40);
    }

    @Test
    void a_long_silence_fills_a_bucket_no_further_than_full() {
        assertThat(allowed("10.0.0.1", 60)).isEqualTo(60);
        clock.advance(Duration.ofDays(400));
        assertThat(allowed("10.0.0.1", 100)).isEqualTo(60);
    }

    private int allowed(String address, int times) {
        return (int)
                IntStream.range(0, times).filter(i -> failures.mayFail(address)).count();
    }
}
