package dev.penstock.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Failure;
import dev.penstock.call.Failure.TimedOut.Waiting;
import dev.penstock.call.Failure.Unreachable.At;
import dev.penstock.call.GatewaySettings.Retries.Backoff;
import dev.penstock.call.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NextMoveTest {
    private static final Duration DELAY = Duration.ofMillis(100);
    private static final Duration ASKED = Duration.ofSeconds(3);
    private static final Refusal TOLD = Refusal.of(429, 2003, "no");
    private static final Refusal NO_KEY = Refusal.of(502, 2011, "no key");

    /** What each failure leaves hope for, written down once: again at the same, elsewhere, at the next, nowhere. */
    enum Hope {
        SAME,
        ELSEWHERE,
        NEXT,
        NOWHERE
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new Failure.Unreachable(At.DNS, "x"), Hope.SAME),
                Arguments.of(new Failure.Unreachable(At.CONNECT, "x"), Hope.SAME),
                Arguments.of(new Failure.Unreachable(At.TLS, "x"), Hope.SAME),
                Arguments.of(new Failure.TimedOut(Waiting.CONNECT, "x"), Hope.SAME),
                Arguments.of(new Failure.TimedOut(Waiting.FIRST_BYTE, "x"), Hope.SAME),
                Arguments.of(new Failure.TimedOut(Waiting.IDLE, "x"), Hope.NEXT),
                Arguments.of(new Failure.TimedOut(Waiting.TOTAL, "x"), Hope.NEXT),
                Arguments.of(new Failure.Throttled(429, Optional.empty()), Hope.SAME),
                Arguments.of(new Failure.ServerError(500, Optional.empty()), Hope.SAME),
                Arguments.of(new Failure.InBand("x"), Hope.SAME),
                Arguments.of(new Failure.QuotaExhausted(429), Hope.ELSEWHERE),
                Arguments.of(new Failure.CredentialRejected(401), Hope.ELSEWHERE),
                Arguments.of(new Failure.Rejected(400), Hope.NEXT),
                Arguments.of(new Failure.NotAllowed("x"), Hope.NEXT),
                Arguments.of(new Failure.Unusable("x"), Hope.NEXT),
                Arguments.of(new Failure.NotAuthorised(NO_KEY), Hope.ELSEWHERE),
                Arguments.of(new Failure.OverLimit(TOLD), Hope.NEXT),
                Arguments.of(new Failure.Cancelled("x"), Hope.NOWHERE));
    }

    @Test
    void the_table_knows_every_class_of_failure() {
        Set<Class<?>> listed = failures()
                .map(row -> Objects.requireNonNull(row.get()[0]).getClass())
                .collect(Collectors.toSet());
        // What is broken depends on how far it came, and has a test of its own.
        listed.add(Failure.Broken.class);

        assertThat(listed).containsExactlyInAnyOrder(Failure.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_failure_leads_where_hope_is_left(Failure failure, Hope hope) {
        for (Phase phase : Phase.values()) {
            for (boolean elsewhere : List.of(false, true)) {
                for (boolean fallback : List.of(false, true)) {
                    Room again = room().tries(1)
                            .elsewhere(elsewhere)
                            .fallback(fallback)
                            .of();
                    Room usedUp = room().tries(3)
                            .elsewhere(elsewhere)
                            .fallback(fallback)
                            .of();

                    assertThat(NextMove.after(failure, phase, again))
                            .isEqualTo(expected(hope, elsewhere, fallback, true));
                    assertThat(NextMove.after(failure, phase, usedUp))
                            .isEqualTo(expected(hope, elsewhere, fallback, false));
                }
            }
        }
    }

    private static NextMove expected(Hope hope, boolean elsewhere, boolean fallback, boolean triesLeft) {
        NextMove rest = fallback ? new NextMove.FallBack() : new NextMove.GiveUp();
        return switch (hope) {
            case SAME -> elsewhere ? new NextMove.Retry(Duration.ZERO) : triesLeft ? new NextMove.Retry(DELAY) : rest;
            case ELSEWHERE -> elsewhere ? new NextMove.Retry(Duration.ZERO) : rest;
            case NEXT -> rest;
            case NOWHERE -> new NextMove.GiveUp();
        };
    }

    @Test
    void what_may_have_been_worked_on_is_sent_again_only_where_the_policy_says_so() {
        Failure broken = new Failure.Broken("reset");
        Room careful = room().of();
        Room bold = room().replaysUnclear().of();

        assertThat(NextMove.after(broken, Phase.NOT_SENT, careful)).isEqualTo(new NextMove.Retry(DELAY));
        assertThat(NextMove.after(broken, Phase.SENT, careful)).isEqualTo(new NextMove.GiveUp());
        assertThat(NextMove.after(broken, Phase.SENT, room().elsewhere(true).of()))
                .isEqualTo(new NextMove.GiveUp());
        assertThat(NextMove.after(broken, Phase.SENT, room().fallback(true).of()))
                .isEqualTo(new NextMove.FallBack());
        assertThat(NextMove.after(broken, Phase.SENT, bold)).isEqualTo(new NextMove.Retry(DELAY));
        // It began to answer and died before its first content: that it failed is not unclear.
        assertThat(NextMove.after(broken, Phase.ANSWERED, careful)).isEqualTo(new NextMove.Retry(DELAY));
    }

    static Stream<Failure> asking() {
        return Stream.of(
                new Failure.Throttled(429, Optional.of(ASKED)), new Failure.ServerError(503, Optional.of(ASKED)));
    }

    @ParameterizedTest
    @MethodSource("asking")
    void a_time_that_is_asked_for_is_waited_for_exactly(Failure failure) {
        assertThat(NextMove.after(failure, Phase.ANSWERED, room().of())).isEqualTo(new NextMove.Retry(ASKED));
        assertThat(NextMove.after(failure, Phase.ANSWERED, room().well(false).of()))
                .isEqualTo(new NextMove.Retry(ASKED));
    }

    @ParameterizedTest
    @MethodSource("asking")
    void a_time_beyond_the_cap_or_the_calls_own_is_not_waited_for(Failure failure) {
        Room soon = room().longestAsked(ASKED.minusMillis(1)).of();
        Room late = room().patience(ASKED).of();

        assertThat(NextMove.after(failure, Phase.ANSWERED, soon)).isEqualTo(new NextMove.GiveUp());
        assertThat(NextMove.after(failure, Phase.ANSWERED, late)).isEqualTo(new NextMove.GiveUp());
        assertThat(NextMove.after(
                        failure,
                        Phase.ANSWERED,
                        room().patience(ASKED).fallback(true).of()))
                .isEqualTo(new NextMove.FallBack());
    }

    @Test
    void one_that_is_benched_is_not_asked_again_but_where_it_only_wants_to_be_left_a_while() {
        Room benched = room().well(false).fallback(true).of();

        assertThat(NextMove.after(new Failure.ServerError(500, Optional.empty()), Phase.ANSWERED, benched))
                .isEqualTo(new NextMove.FallBack());
        assertThat(NextMove.after(new Failure.Throttled(429, Optional.empty()), Phase.ANSWERED, benched))
                .isEqualTo(new NextMove.Retry(DELAY));
    }

    @Test
    void without_a_budget_nothing_is_asked_again() {
        Room spent = room().budgeted(false).elsewhere(true).of();

        assertThat(NextMove.after(new Failure.ServerError(500, Optional.empty()), Phase.ANSWERED, spent))
                .isEqualTo(new NextMove.GiveUp());
        assertThat(NextMove.after(new Failure.Unreachable(At.CONNECT, "x"), Phase.NOT_SENT, spent))
                .isEqualTo(new NextMove.GiveUp());
        // But for what is the key's own trouble: another one is no burden on the upstream.
        assertThat(NextMove.after(new Failure.Throttled(429, Optional.of(ASKED)), Phase.ANSWERED, spent))
                .isEqualTo(new NextMove.Retry(Duration.ZERO));
        assertThat(NextMove.after(
                        new Failure.Throttled(429, Optional.empty()),
                        Phase.ANSWERED,
                        room().budgeted(false).of()))
                .isEqualTo(new NextMove.GiveUp());
    }

    private static RoomDraft room() {
        return new RoomDraft();
    }

    /** A first of three tries, alone, with time. */
    private static final class RoomDraft {
        private int tries = 1;
        private boolean elsewhere;
        private boolean well = true;
        private boolean budgeted = true;
        private boolean fallback;
        private boolean replays;
        private Duration longestAsked = Duration.ofSeconds(10);
        private Duration patience = Duration.ofMinutes(1);

        RoomDraft tries(int made) {
            tries = made;
            return this;
        }

        RoomDraft elsewhere(boolean is) {
            elsewhere = is;
            return this;
        }

        RoomDraft well(boolean is) {
            well = is;
            return this;
        }

        RoomDraft budgeted(boolean is) {
            budgeted = is;
            return this;
        }

        RoomDraft fallback(boolean is) {
            fallback = is;
            return this;
        }

        RoomDraft replaysUnclear() {
            replays = true;
            return this;
        }

        RoomDraft longestAsked(Duration most) {
            longestAsked = most;
            return this;
        }

        RoomDraft patience(Duration left) {
            patience = left;
            return this;
        }

        Room of() {
            RetryRules rules = new RetryRules(3, DELAY, Backoff.CONSTANT, replays, longestAsked);
            return new Room(rules, tries, elsewhere, well, budgeted, fallback, patience, 1.0);
        }
    }
}
