package dev.penstock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cache.CacheWish.Malformed;
import dev.penstock.cache.CacheWish.Off;
import dev.penstock.cache.CacheWish.On;
import dev.penstock.call.Caching;
import dev.penstock.call.Headers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheWishTest {
    private static final Caching OFF = Caching.OFF;
    private static final Caching HOUR = Caching.of(Duration.ofHours(1), false);

    @Test
    void nothing_is_kept_unless_the_gateway_or_a_key_says_so() {
        assertThat(wish(OFF)).isEqualTo(new Off("the gateway's cache_ttl is 0", false));
        assertThat(wish(OFF, "cf-aig-cache-ttl", "600"))
                .isEqualTo(new Off(
                        "the gateway's cache_ttl is 0, and cf-aig-cache-ttl alone does not turn caching on", false));
        assertThat(wish(HOUR)).isEqualTo(on(3600));
    }

    @Test
    void the_time_of_the_call_comes_before_the_gateways() {
        assertThat(wish(HOUR, "cf-aig-cache-ttl", "600")).isEqualTo(on(600));
        assertThat(wish(HOUR, "cf-cache-ttl", "700")).isEqualTo(on(700));
        assertThat(wish(HOUR, "cf-cache-ttl", "700", "cf-aig-cache-ttl", "600")).isEqualTo(on(600));
    }

    @Test
    void a_setting_lets_the_time_of_a_call_turn_caching_on() {
        assertThat(wish(enabling(), "cf-aig-cache-ttl", "600")).isEqualTo(on(600));
        assertThat(wish(enabling())).isInstanceOf(Off.class);
        assertThat(wish(enabling(), "cf-aig-cache-ttl", "0")).isEqualTo(new Off("cf-aig-cache-ttl is 0", false));
    }

    @Test
    void a_key_of_its_own_turns_caching_on_and_lasts_five_minutes_unless_told() {
        assertThat(wish(OFF, "cf-aig-cache-key", "mine")).isEqualTo(on(300, "mine"));
        assertThat(wish(HOUR, "cf-aig-cache-key", "mine")).isEqualTo(on(3600, "mine"));
        assertThat(wish(OFF, "cf-aig-cache-key", "mine", "cf-aig-cache-ttl", "90"))
                .isEqualTo(on(90, "mine"));
        assertThat(wish(OFF, "cf-aig-cache-key", "mine", "cf-aig-cache-ttl", "0"))
                .isEqualTo(new Off("cf-aig-cache-ttl is 0", false));
        assertThat(wish(HOUR, "cf-cache-ttl", "0")).isEqualTo(new Off("cf-cache-ttl is 0", false));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 60",
        "59, 60",
        "60, 60",
        "061, 61",
        "2592000, 2592000",
        "2592001, 2592000",
        "999999999, 2592000",
        "99999999999999999999999999, 2592000",
        "00000000000000000000000061, 61"
    })
    void times_are_brought_within_a_minute_and_a_month(String said, long seconds) {
        assertThat(wish(HOUR, "cf-aig-cache-ttl", said)).isEqualTo(on(seconds));
    }

    @Test
    void the_gateways_time_is_brought_within_them_too() {
        assertThat(wish(Caching.of(Duration.ofSeconds(5), false))).isEqualTo(on(60));
        assertThat(wish(Caching.of(Duration.ofDays(90), false))).isEqualTo(on(2_592_000));
    }

    @Test
    void zeros_are_zero_however_many_they_are() {
        assertThat(wish(HOUR, "cf-aig-cache-ttl", "000")).isInstanceOf(Off.class);
    }

    @Test
    void a_step_comes_before_the_request_round_it_by_either_name() {
        Headers request =
                Headers.of("cf-aig-cache-ttl", "600", "cf-aig-skip-cache", "true", "cf-aig-cache-key", "outer");
        Headers step = Headers.of("cf-cache-ttl", "700", "cf-skip-cache", "FALSE");
        assertThat(CacheWish.of(step, request, HOUR)).isEqualTo(on(700, "outer"));
        assertThat(CacheWish.of(Headers.EMPTY, request, HOUR))
                .isEqualTo(new On(Duration.ofMinutes(10), true, Optional.of("outer"), false));
    }

    @Test
    void skipping_and_explaining_are_asked_for_by_true() {
        assertThat(wish(HOUR, "cf-skip-cache", " True ", "CF-AIG-Cache-Explain", "true"))
                .isEqualTo(new On(Duration.ofHours(1), true, Optional.empty(), true));
        assertThat(wish(OFF, "cf-aig-cache-explain", "true")).isEqualTo(new Off("the gateway's cache_ttl is 0", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+60", "1.5", "60s", "1e3", "\u0661", "true"})
    void a_time_that_is_no_whole_number_is_malformed(String said) {
        assertThat(wish(OFF, "cf-cache-ttl", said))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        malformed -> assertThat(malformed.message())
                                .isEqualTo(
                                        "cf-cache-ttl is '" + said + "'; must be a whole number of seconds from 0 on"));
    }

    @Test
    void a_flag_that_is_neither_true_nor_false_is_malformed() {
        assertThat(wish(OFF, "cf-aig-skip-cache", "yes"))
                .isEqualTo(new Malformed("cf-aig-skip-cache", "yes", "true or false"));
        assertThat(wish(OFF, "cf-aig-cache-explain", "1"))
                .isEqualTo(new Malformed("cf-aig-cache-explain", "1", "true or false"));
    }

    @Test
    void a_key_has_1_to_1024_visible_characters() {
        assertThat(wish(OFF, "cf-aig-cache-key", "k".repeat(1_024))).isInstanceOf(On.class);
        assertThat(wish(OFF, "cf-aig-cache-key", "with space é")).isEqualTo(on(300, "with space é"));
        assertThat(wish(OFF, "cf-aig-cache-key", "k".repeat(1_025))).isInstanceOf(Malformed.class);
        assertThat(wish(OFF, "cf-aig-cache-key", " ")).isInstanceOf(Malformed.class);
        assertThat(wish(OFF, "cf-aig-cache-key", "a\nb"))
                .isEqualTo(new Malformed("cf-aig-cache-key", "a\\u000ab", "1 to 1024 visible characters"));
    }

    private static CacheWish wish(Caching gateway, String... headers) {
        return CacheWish.of(Headers.of(headers), gateway);
    }

    private static On on(long seconds) {
        return new On(Duration.ofSeconds(seconds), false, Optional.empty(), false);
    }

    private static On on(long seconds, String key) {
        return new On(Duration.ofSeconds(seconds), false, Optional.of(key), false);
    }

    private static Caching enabling() {
        return new Caching(
                OFF.ttl(),
                OFF.invalidateOnUpdate(),
                OFF.streams(),
                OFF.coalesces(),
                OFF.crossesForms(),
                OFF.refreshesOnSkip(),
                true,
                OFF.beforePolicies(),
                OFF.ignoredFields(),
                OFF.variants(),
                OFF.staleIfError(),
                OFF.replay(),
                OFF.abandoned(),
                OFF.drainBytes());
    }
}
