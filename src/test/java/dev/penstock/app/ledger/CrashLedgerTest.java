package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ends.ChildGateway;
import dev.penstock.call.Counted;
import dev.penstock.call.Outcome;
import dev.penstock.call.Posting;
import dev.penstock.call.Settlement;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is killed under load knows afterwards what was spent: all of it, and nothing twice. */
class CrashLedgerTest {
    private static final int KILLED = 128 + 9;
    private static final long CENT = 10_000_000;
    private static final long PURSE = 100 * CENT;
    private static final String STOPPED = "gateway_stopped";

    @TempDir
    private Path folder = Path.of("");

    private final SplittableRandom random = new SplittableRandom(5);
    private final List<Long> starts = new ArrayList<>();
    private final List<Long> rates = new ArrayList<>();

    @Test
    void limits_say_what_the_log_says_after_a_kill() throws Exception {
        killRepeatedly(2, 150, Duration.ofMillis(500));
    }

    @Test
    @Tag("soak")
    void limits_say_what_the_log_says_after_twenty_kills_at_a_thousand_calls_a_second() throws Exception {
        killRepeatedly(20, 1_600, Duration.ofSeconds(4));
    }

    private void killRepeatedly(int rounds, int callsASecond, Duration longest) throws Exception {
        List<CallRow> rows = List.of();
        long began = System.nanoTime();
        try (CrashLoad load = new CrashLoad(callsASecond)) {
            String yaml = load.settings();
            ChildGateway.write(folder, yaml);
            for (int round = 0; round < rounds; round++) {
                Duration lasting = Duration.ofMillis(random.nextLong(longest.toMillis() / 2, longest.toMillis()));
                killUnderLoad(load, yaml, "r" + round, lasting, round % 2 == 1);
                rows = verified(load, yaml, round);
            }
            report(rounds, load, rows, Duration.ofNanos(System.nanoTime() - began));
            againTheSame(yaml, rows);
        }
    }

    private void killUnderLoad(CrashLoad load, String yaml, String round, Duration lasting, boolean alsoWhileItRecovers)
            throws IOException, InterruptedException {
        try (ChildGateway gateway = ChildGateway.ready(folder, yaml)) {
            exhaust(gateway.port(), "x" + round);
            load.until(
                    gateway.port(),
                    round,
                    lasting,
                    () -> assertThat(killed(gateway)).isEqualTo(KILLED));
            rates.add(load.rate());
            if (alsoWhileItRecovers) {
                gateway.begin();
                LockSupport.parkNanos(
                        Duration.ofMillis(random.nextLong(400, 1_500)).toNanos());
                assertThat(gateway.kill()).isEqualTo(KILLED);
            }
            starts.add(gateway.restart().toMillis());
            assertThat(gateway.kill()).isEqualTo(KILLED);
        }
    }

    private static int killed(ChildGateway gateway) {
        try {
            return gateway.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void exhaust(int port, String purse) {
        try (RawClient client = RawClient.connect(port)) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.send(CrashLoad.fromPurse("short", purse, "0.25"))
                                .response()
                                .status())
                        .isEqualTo(200);
            }
            assertThat(client.send(CrashLoad.fromPurse("short", purse, "0.25"))
                            .response()
                            .status())
                    .isEqualTo(429);
        }
    }

    private List<CallRow> verified(CrashLoad load, String yaml, int round) throws Exception {
        try (RunningGateway gateway = RunningGateway.in(folder, yaml)) {
            List<CallRow> rows = ChildGateway.rows(gateway.data());
            Books.agree(gateway.penstock(), rows);
            eachOnce(load, rows);
            RawResponse refused =
                    RawClient.exchange(gateway.port(), CrashLoad.fromPurse("short", "xr" + round, "0.01"));
            assertThat(refused.status()).as("an exhausted purse").isEqualTo(429);
            admitsWhatIsLeft(gateway.port(), "r" + round, Books.spent(rows, "metadata.purse=r" + round));
            return rows;
        }
    }

    /** Of the purse that was spent a cent at a time. */
    private static void admitsWhatIsLeft(int port, String purse, long spent) {
        assertThat(spent).isPositive().isLessThan(PURSE);
        long left = (PURSE - spent) / CENT;
        try (RawClient client = RawClient.connect(port)) {
            long admitted = 0;
            while (client.send(CrashLoad.fromPurse("short", purse, "0.01"))
                            .response()
                            .status()
                    == 200) {
                admitted++;
            }
            assertThat(admitted).as("admitted of what is left of " + purse).isEqualTo(left);
        }
    }

    private static void eachOnce(CrashLoad load, List<CallRow> rows) {
        Map<String, CallRow> byId = new HashMap<>();
        for (CallRow row : rows) {
            assertThat(byId.put(row.id(), row))
                    .as("a second row of " + row.id())
                    .isNull();
        }
        for (String id : load.received) {
            assertThat(byId).as("received").containsKey(id);
            assertThat(Objects.requireNonNull(byId.get(id)).outcome()).isEqualTo(Outcome.WHOLE);
        }
        for (String id : load.open) {
            assertThat(byId).as("open when killed").containsKey(id);
            assertThat(Objects.requireNonNull(byId.get(id)).failure()).isEqualTo(STOPPED);
        }
        assertThat(byId).as("left").containsKeys(load.left.toArray(new String[0]));
        List<CallRow> stopped =
                rows.stream().filter(row -> STOPPED.equals(row.failure())).toList();
        assertThat(stopped).hasSizeGreaterThanOrEqualTo(load.open.size());
        for (CallRow row : stopped) {
            assertThat(row.attempts()).isNotEmpty().allSatisfy(CrashLedgerTest::isChargedAsHeld);
        }
        long sent = rows.stream().filter(row -> row.status() != 429).count();
        assertThat(sent).as("calls that reached the provider have rows").isGreaterThanOrEqualTo(load.reached.get());
    }

    private static void isChargedAsHeld(AttemptRow attempt) {
        assertThat(attempt.settlement()).isEqualTo(Settlement.EXPIRED);
        Long reserved = Objects.requireNonNull(attempt.reservedNano());
        assertThat(attempt.postings())
                .filteredOn(posting -> posting.counted() == Counted.COST)
                .hasSizeGreaterThanOrEqualTo(3)
                .extracting(Posting::amount)
                .containsOnly(reserved);
        assertThat(attempt.postings())
                .filteredOn(posting -> posting.counted() == Counted.REQUESTS)
                .extracting(Posting::amount)
                .containsOnly(1L);
    }

    /** The probes of the last round are rows by now; two more starts change nothing. */
    private void againTheSame(String yaml, List<CallRow> before) throws IOException {
        for (int i = 0; i < 2; i++) {
            try (RunningGateway gateway = RunningGateway.in(folder, yaml)) {
                List<CallRow> rows = ChildGateway.rows(gateway.data());
                assertThat(rows).hasSizeGreaterThan(before.size());
                assertThat(stopped(rows)).isEqualTo(stopped(before));
                Books.agree(gateway.penstock(), rows);
            }
        }
    }

    private static long stopped(List<CallRow> rows) {
        return rows.stream().filter(row -> STOPPED.equals(row.failure())).count();
    }

    private void report(int rounds, CrashLoad load, List<CallRow> rows, Duration took) {
        List<Long> sorted = starts.stream().sorted().toList();
        long held = rows.stream()
                .flatMap(row -> row.attempts().stream())
                .filter(attempt -> attempt.settlement() == Settlement.HELD)
                .count();
        System.out.printf(
                "%d rounds in %d s, %s calls a second when killed: %d calls at the provider, %d received, %d left, %d rows, %d expired, %d held;"
                        + " start after a kill: median %d ms, longest %d ms%n",
                rounds,
                took.toSeconds(),
                rates,
                load.reached.get(),
                load.received.size(),
                load.left.size(),
                rows.size(),
                stopped(rows),
                held,
                sorted.get(sorted.size() / 2),
                sorted.getLast());
    }
}
