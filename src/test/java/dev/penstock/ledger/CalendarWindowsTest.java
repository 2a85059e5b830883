package dev.penstock.ledger;

import static dev.penstock.ledger.Claims.at;
import static dev.penstock.ledger.Claims.jumped;
import static dev.penstock.ledger.Claims.later;
import static dev.penstock.ledger.Claims.refused;
import static dev.penstock.ledger.Claims.strict;
import static dev.penstock.ledger.Claims.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Claim;
import dev.penstock.call.Moment;
import dev.penstock.call.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Periods of the calendar, where clocks are set and months end. Starts and ends computed by hand from the zones' rules. */
class CalendarWindowsTest {
    private final MemoryCounters counters = new MemoryCounters(100);

    @ParameterizedTest(name = "{0} {1} at {2}")
    @CsvSource({
        "America/New_York,    DAILY,   2026-03-08T12:00:00Z, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        "America/New_York,    DAILY,   2026-11-01T12:00:00Z, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
        "America/New_York,    HOURLY,  2026-03-08T06:59:59Z, 2026-03-08T06:00:00Z, 2026-03-08T07:00:00Z",
        "America/New_York,    HOURLY,  2026-11-01T05:30:00Z, 2026-11-01T05:00:00Z, 2026-11-01T06:00:00Z",
        "America/New_York,    HOURLY,  2026-11-01T06:30:00Z, 2026-11-01T06:00:00Z, 2026-11-01T07:00:00Z",
        "America/New_York,    WEEKLY,  2026-11-01T12:00:00Z, 2026-10-26T04:00:00Z, 2026-11-02T05:00:00Z",
        "America/New_York,    MONTHLY, 2026-03-15T12:00:00Z, 2026-03-01T05:00:00Z, 2026-04-01T04:00:00Z",
        "Europe/Berlin,       DAILY,   2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "Europe/Berlin,       DAILY,   2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "Europe/Berlin,       HOURLY,  2026-10-25T00:10:00Z, 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z",
        "Europe/Berlin,       HOURLY,  2026-10-25T01:10:00Z, 2026-10-25T01:00:00Z, 2026-10-25T02:00:00Z",
        "Europe/Berlin,       WEEKLY,  2026-03-29T21:59:59Z, 2026-03-22T23:00:00Z, 2026-03-29T22:00:00Z",
        "Europe/Berlin,       MONTHLY, 2028-02-29T12:00:00Z, 2028-01-31T23:00:00Z, 2028-02-29T23:00:00Z",
        "Europe/Berlin,       MONTHLY, 2026-12-31T23:30:00Z, 2026-12-31T23:00:00Z, 2027-01-31T23:00:00Z",
        "Australia/Lord_Howe, DAILY,   2026-04-05T00:00:00Z, 2026-04-04T13:00:00Z, 2026-04-05T13:30:00Z",
        "Australia/Lord_Howe, DAILY,   2026-10-04T00:00:00Z, 2026-10-03T13:30:00Z, 2026-10-04T13:00:00Z",
        "Australia/Lord_Howe, HOURLY,  2026-04-04T15:15:00Z, 2026-04-04T14:00:00Z, 2026-04-04T15:30:00Z",
        "Australia/Lord_Howe, HOURLY,  2026-10-03T15:45:00Z, 2026-10-03T15:30:00Z, 2026-10-03T16:00:00Z",
        "Australia/Lord_Howe, MONTHLY, 2026-04-10T00:00:00Z, 2026-03-31T13:00:00Z, 2026-04-30T13:30:00Z",
        "Africa/Cairo,        DAILY,   2026-04-24T12:00:00Z, 2026-04-23T22:00:00Z, 2026-04-24T21:00:00Z"
    })
    void periods_begin_and_end_by_the_clock_of_the_zone(
            String zone, Window.Period period, Instant inside, Instant start, Instant end) {
        Claim claim = strict("k", new Window.Calendar(period, ZoneId.of(zone)), 10, 10);
        Held held = taken(counters.take(List.of(claim), at(inside))).getFirst();
        assertThat(held.posting().slice()).isEqualTo(start.getEpochSecond());
        assertThat(held.posting().until()).isEqualTo(end.toEpochMilli());
        assertThat(refused(counters.take(List.of(claim), at(inside))).retryAfter())
                .contains(Duration.between(inside, end));
        refused(counters.take(List.of(claim), at(end.minusNanos(1))));
        taken(counters.take(List.of(claim), at(end)));
    }

    @ParameterizedTest
    @CsvSource({"PT1H", "PT-1H", "PT24H", "PT-24H"})
    void a_clock_that_jumps_away_and_back_frees_nothing_and_loses_nothing(Duration jump) {
        for (Window.Period period : Window.Period.values()) {
            Claim claim = strict(period.name(), Claims.calendar(period, "Europe/Berlin"), 10, 10);
            Moment now = at("2026-11-30T22:30:00Z");
            Held before = taken(counters.take(List.of(claim), now)).getFirst();
            Moment away = jumped(later(now, Duration.ofMinutes(5)), jump);
            counters.take(List.of(claim), away);
            Moment back = jumped(later(away, Duration.ofMinutes(5)), jump.negated());
            refused(counters.take(List.of(claim), back));
            counters.settle(before, 4);
            assertThat(counters.standing(claim.bucket(), 10, back).taken()).isEqualTo(4);
        }
    }

    @Test
    void windows_on_the_steady_clock_do_not_notice_jumps() {
        for (Window window : List.of(Claims.MINUTE, Claims.TRAILING_MINUTE)) {
            Claim claim = strict(window.toString(), window, 10, 10);
            Moment now = at("2026-11-22T12:00:00Z");
            taken(counters.take(List.of(claim), now));
            refused(counters.take(List.of(claim), jumped(now, Duration.ofDays(1))));
            refused(counters.take(List.of(claim), jumped(now, Duration.ofDays(-1))));
            taken(counters.take(List.of(claim), jumped(later(now, Duration.ofSeconds(61)), Duration.ofDays(-1))));
        }
    }
}
