package dev.penstock.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.GatewaySettings.Retries.Backoff;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryRulesTest {
    @ParameterizedTest
    @CsvSource({
        "CONSTANT, 200, 200, 200, 200, 200",
        "LINEAR, 200, 200, 400, 600, 800",
        "EXPONENTIAL, 200, 200, 400, 800, 1600",
        "CONSTANT, 0, 0, 0, 0, 0",
        "EXPONENTIAL, 0, 0, 0, 0, 0",
        "LINEAR, 25000, 25000, 50000, 60000, 60000",
        "EXPONENTIAL, 25000, 25000, 50000, 60000, 60000",
        "CONSTANT, 60000, 60000, 60000, 60000, 60000"
    })
    void the_full_wait_grows_as_told_up_to_a_minute(
            Backoff backoff, long delay, long first, long second, long third, long fourth) {
        RetryRules rules = rules(backoff, delay);

        assertThat(rules.wait(1, 1.0).toMillis()).isEqualTo(first);
        assertThat(rules.wait(2, 1.0).toMillis()).isEqualTo(second);
        assertThat(rules.wait(3, 1.0).toMillis()).isEqualTo(third);
        assertThat(rules.wait(4, 1.0).toMillis()).isEqualTo(fourth);
    }

    @ParameterizedTest
    @EnumSource
    void each_wait_is_drawn_from_nothing_to_the_full_one(Backoff backoff) {
        RetryRules rules = rules(backoff, 500);
        Random random = new Random(7);
        for (int tries = 1; tries < 5; tries++) {
            Duration full = rules.wait(tries, 1.0);
            long sum = 0;
            for (int i = 0; i < 2_000; i++) {
                Duration wait = rules.wait(tries, random.nextDouble());
                assertThat(wait).isBetween(Duration.ZERO, full);
                sum += wait.toMillis();
            }
            assertThat(sum / 2_000.0).isBetween(full.toMillis() * 0.46, full.toMillis() * 0.54);
            assertThat(rules.wait(tries, 0.0)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_number_of_tries_makes_it_more_than_a_minute_or_less_than_nothing(Backoff backoff) {
        for (int tries = 1; tries < 1_000; tries++) {
            assertThat(rules(backoff, 60_000).wait(tries, 1.0)).isBetween(Duration.ZERO, Duration.ofMinutes(1));
        }
    }

    private static RetryRules rules(Backoff backoff, long millis) {
        return new RetryRules(5, Duration.ofMillis(millis), backoff, false, Duration.ofSeconds(10));
    }
}
