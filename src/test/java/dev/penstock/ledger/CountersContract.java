package dev.penstock.ledger;

import static dev.penstock.ledger.Claims.MINUTE;
import static dev.penstock.ledger.Claims.OPEN;
import static dev.penstock.ledger.Claims.TRAILING_MINUTE;
import static dev.penstock.ledger.Claims.at;
import static dev.penstock.ledger.Claims.claim;
import static dev.penstock.ledger.Claims.eventual;
import static dev.penstock.ledger.Claims.later;
import static dev.penstock.ledger.Claims.refused;
import static dev.penstock.ledger.Claims.strict;
import static dev.penstock.ledger.Claims.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Claim;
import dev.penstock.call.Moment;
import dev.penstock.call.Posting;
import dev.penstock.call.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of counters does. */
abstract class CountersContract {
    static final Moment NOON = at("2026-11-22T12:00:00Z");

    final Counters counters = counters();

    /** Fresh ones, with place for 10,000 buckets at least. */
    abstract Counters counters();

    static List<Window> windows() {
        return List.of(MINUTE, TRAILING_MINUTE, Claims.calendar(Window.Period.DAILY, "America/New_York"), OPEN);
    }

    static List<Window> timed() {
        return windows().subList(0, 3);
    }

    @ParameterizedTest
    @MethodSource("windows")
    void strict_claims_pass_while_the_whole_amount_fits(Window window) {
        taken(take(strict("a", window, 60, 100)));
        assertThat(refused(take(strict("a", window, 41, 100))).standing().taken())
                .isEqualTo(60);
        taken(take(strict("a", window, 40, 100)));
        assertThat(standing(strict("a", window, 1, 100)).remaining()).isZero();
    }

    @ParameterizedTest
    @MethodSource("timed")
    void eventual_claims_pass_while_something_is_left_and_count_when_settled(Window window) {
        Held first = taken(take(eventual("a", window, 100))).getFirst();
        Held second = taken(take(eventual("a", window, 100))).getFirst();
        assertThat(first.posting().amount()).isZero();
        counters.settle(first, 99);
        taken(take(eventual("a", window, 100)));
        counters.settle(second, 50);
        assertThat(refused(take(eventual("a", window, 100))).standing().taken()).isEqualTo(149);
    }

    @ParameterizedTest
    @MethodSource("windows")
    void a_limit_of_zero_refuses_all_and_no_time_helps(Window window) {
        assertThat(refused(take(strict("a", window, 1, 0))).retryAfter()).isEmpty();
        assertThat(refused(take(claim("a", window, 1, 0, false))).retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("windows")
    void a_claim_of_nothing_passes_until_more_is_taken_than_may_be(Window window) {
        Held held = taken(take(strict("a", window, 100, 100))).getFirst();
        taken(take(strict("a", window, 0, 100)));
        refused(take(strict("a", window, 0, 99)));
        assertThat(held.posting().amount()).isEqualTo(100);
    }

    @ParameterizedTest
    @MethodSource("timed")
    void what_is_settled_can_be_corrected_and_what_is_held_cannot(Window window) {
        Held held = taken(take(strict("a", window, 80, 100))).getFirst();
        counters.correct(held, 10);
        assertThat(standing(held.claim()).taken()).isEqualTo(80);
        counters.settle(held, 30);
        counters.correct(held, 50);
        counters.correct(held, 50);
        assertThat(standing(held.claim()).taken()).isEqualTo(50);
        assertThat(held.posting().amount()).isEqualTo(50);
        counters.correct(held, 0);
        assertThat(standing(held.claim()).taken()).isZero();
    }

    @ParameterizedTest
    @MethodSource("timed")
    void settling_puts_what_was_used_in_the_place_of_what_was_held_once(Window window) {
        Held held = taken(take(strict("a", window, 80, 100))).getFirst();
        counters.settle(held, 30);
        counters.settle(held, 0);
        counters.settle(held, 90);
        assertThat(standing(held.claim()).taken()).isEqualTo(30);
        assertThat(held.posting().amount()).isEqualTo(30);
    }

    @ParameterizedTest
    @MethodSource("timed")
    void more_may_be_settled_than_was_held(Window window) {
        Held held = taken(take(strict("a", window, 80, 100))).getFirst();
        counters.settle(held, 250);
        assertThat(standing(held.claim())).matches(it -> it.taken() == 250 && it.remaining() == 0);
        refused(take(strict("a", window, 0, 100)));
    }

    @Test
    void what_is_open_is_given_back() {
        Held first = taken(take(strict("a", OPEN, 1, 1))).getFirst();
        assertThat(refused(take(strict("a", OPEN, 1, 1))).retryAfter()).isEmpty();
        counters.settle(first, 0);
        counters.settle(first, 0);
        taken(take(strict("a", OPEN, 1, 1)));
        refused(take(claim("a", OPEN, 1, 1, false)));
    }

    @Test
    void a_fixed_window_ends_with_the_clock() {
        Moment almost = at("2026-11-22T12:00:59.999Z");
        taken(counters.take(List.of(strict("a", MINUTE, 100, 100)), almost));
        Taking.Refused refused = refused(counters.take(List.of(strict("a", MINUTE, 100, 100)), almost));
        assertThat(refused.retryAfter()).contains(Duration.ofMillis(1));
        assertThat(refused.standing().reset()).isEqualTo(Duration.ofMillis(1));
        taken(counters.take(List.of(strict("a", MINUTE, 100, 100)), at("2026-11-22T12:01:00Z")));
    }

    @Test
    void all_claims_are_taken_or_none() {
        taken(take(strict("b", MINUTE, 10, 10)));
        Taking.Refused refused =
                refused(take(strict("a", MINUTE, 5, 10), strict("b", MINUTE, 1, 10), strict("c", MINUTE, 5, 10)));
        assertThat(refused.claim().bucket().key()).isEqualTo("b");
        assertThat(standing(strict("a", MINUTE, 1, 10)).taken()).isZero();
        assertThat(standing(strict("c", MINUTE, 1, 10)).taken()).isZero();
    }

    @ParameterizedTest
    @MethodSource("timed")
    void what_was_restored_counts_as_what_was_taken(Window window) {
        List<Posting> postings = new ArrayList<>();
        for (long amount : List.of(10L, 20L, 30L)) {
            postings.add(
                    taken(take(strict("a", window, amount, 100))).getFirst().posting());
        }
        Counters second = counters();
        second.restore(postings, NOON);
        assertThat(second.standing(strict("a", window, 1, 100).bucket(), 100, NOON))
                .isEqualTo(standing(strict("a", window, 1, 100)));
        refused(second.take(List.of(strict("a", window, 41, 100)), NOON));
        taken(second.take(List.of(strict("a", window, 40, 100)), NOON));
        assertThat(second.standing(strict("a", window, 1, 100).bucket(), 100, later(NOON, Duration.ofDays(2)))
                        .taken())
                .isZero();
    }

    Taking take(Claim... claims) {
        return counters.take(List.of(claims), NOON);
    }

    Standing standing(Claim claim) {
        return counters.standing(claim.bucket(), claim.limit(), NOON);
    }
}
