package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.HealthSettings;
import dev.penstock.call.HealthSettings.ActiveCheck;
import dev.penstock.call.Routing;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingSettingsTest {
    @Test
    void a_gateway_that_says_nothing_of_routing_has_its_defaults() {
        assertThat(Reads.settings("gateways: [{id: a}]").gateways().getFirst().routing())
                .isEqualTo(Routing.DEFAULT);
        assertThat(Reads.settings("gateways: [{id: a, routing: {}}]")
                        .gateways()
                        .getFirst()
                        .routing())
                .isEqualTo(Routing.DEFAULT);
    }

    @Test
    void a_gateway_takes_every_key_of_routing() {
        Routing routing = Reads.settings("""
                        gateways:
                          - id: a
                            routing:
                              strategy: least_in_flight
                              affinity_header: X-Session
                              keys: all
                              replay_unclear: true
                              retry_after_cap: 2s
                              window: {bytes: 4KB, events: 3, time: 500ms}
                              health: false
                        """).gateways().getFirst().routing();

        assertThat(routing)
                .isEqualTo(new Routing(
                        Routing.Strategy.LEAST_IN_FLIGHT,
                        Optional.of("X-Session"),
                        Routing.Keys.ALL,
                        true,
                        Duration.ofSeconds(2),
                        new Routing.Window(4096, 3, Duration.ofMillis(500)),
                        false));
    }

    @Test
    void the_file_takes_every_key_of_health() {
        HealthSettings health = Reads.settings("""
                health:
                  breaker: {on: false, consecutive: 3, percent: 30, outcomes: 10, open: 1s, longest_open: 4s, probes: 1,
                            slow_start: 0s}
                  cooling: {longest_asked: 30s, throttled: 2s, longest_throttled: 16s, exhausted: 2m, rejected: 1m,
                            longest: 10m}
                  retries: {percent: 10, least: 1}
                  concurrency: {adaptive: false, least: 10, most: 500}
                  active:
                    - {provider: openai, every: 10s}
                    - {url: 'https://models.example:8443', path: /health, every: 5s, timeout: 1s}
                """).health();

        assertThat(health.breaker())
                .isEqualTo(new HealthSettings.Breaker(
                        false, 3, 30, 10, Duration.ofSeconds(1), Duration.ofSeconds(4), 1, Duration.ZERO));
        assertThat(health.cooling())
                .isEqualTo(new HealthSettings.Cooling(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(16),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10)));
        assertThat(health.retries()).isEqualTo(new HealthSettings.RetryBudget(10, 1));
        assertThat(health.concurrency().most()).hasValue(500);
        assertThat(health.withMost(9000).concurrency().most()).hasValue(500);
        assertThat(HealthSettings.DEFAULT.withMost(9000).concurrency().most()).hasValue(9000);
        assertThat(health.active())
                .containsExactly(
                        new ActiveCheck(
                                Optional.of("openai"),
                                Optional.empty(),
                                "/",
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(5)),
                        new ActiveCheck(
                                Optional.empty(),
                                Optional.of("https://models.example:8443"),
                                "/health",
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{active: [{path: /x}]} | 'health.active[0].provider' and 'url' are not given; give one of them",
                "{active: [{provider: openai, url: 'https://x'}]} | 'health.active[0].provider' and 'url' are both given;"
                        + " give one of them",
                "{active: [{provider: opnai}]} | 'health.active[0].provider' names the unknown provider 'opnai'; did you"
                        + " mean 'openai'?",
                "{breaker: {open: 9s}} | 'health.breaker.longest_open' is shorter than 'open'; must be as long or longer",
                "{concurrency: {most: 5}} | 'health.concurrency.most' is 5, less than 'least', which is 100",
                "{breaker: {percent: 101}} | 'health.breaker.percent' is 101; must be 1 to 100"
            })
    void what_does_not_fit_is_refused(String health, String message) {
        assertThat(Reads.problems("health: " + health))
                .singleElement()
                .asString()
                .contains(message);
    }
}
