package dev.penstock.store.sqlite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallRow;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.record.Recovered;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    @TempDir
    Path data;

    @Test
    void every_acknowledged_row_is_there_once_after_kill_minus_nine() throws Exception {
        killRepeatedly(3);
    }

    @Test
    @Tag("soak")
    void every_acknowledged_row_is_there_once_after_many_kills() throws Exception {
        killRepeatedly(20);
    }

    private void killRepeatedly(int rounds) throws Exception {
        List<Integer> acknowledged = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            int first = acknowledged.isEmpty() ? 0 : acknowledged.getLast() + 10;
            acknowledged.addAll(killedAfter(500 + 137 * round, first, KilledProcess.class));
        }
        assertThat(acknowledged).hasSizeGreaterThan(1_000 * rounds);
        try (Spool spool = Spool.open(
                data.resolve("spool"), SpoolLimits.DEFAULT, new SqliteStore(data.resolve("logs")), System::nanoTime)) {
            assertThat(spool.caughtUp(Duration.ofSeconds(60))).isTrue();
            assertThat(spool.counters().quarantined()).isZero();
        }
        Map<String, Integer> stored = stored();
        assertThat(stored.values()).allMatch(times -> times == 1);
        assertThat(acknowledged.stream().filter(number -> !stored.containsKey(SampleRows.id(number))))
                .as("acknowledged and lost")
                .isEmpty();
    }

    @Test
    void balances_are_what_the_rows_say_after_three_kills() throws Exception {
        List<Integer> held = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            int first = held.isEmpty() ? 0 : held.getLast() + 10;
            held.addAll(killedAfter(600 + 137 * round, first, KilledLedger.class));
        }
        Recovered recovered = Ledgers.restarted(data);
        assertThat(Ledgers.sums(recovered.balances())).isNotEmpty().isEqualTo(Ledgers.sums(data.resolve("logs")));
        Map<String, CallRow> rows = new HashMap<>();
        for (CallRow row : Ledgers.rows(data.resolve("logs"))) {
            assertThat(rows.put(row.id(), row))
                    .as("a second row of " + row.id())
                    .isNull();
        }
        for (int number : held) {
            assertThat(rows).as("call " + number).containsKey(SampleRows.id(number));
            CallRow row = requireNonNull(rows.get(SampleRows.id(number)));
            if (number % KilledLedger.LONG == 0) {
                assertThat(row.failure()).isEqualTo("gateway_stopped");
                assertThat(row.attempts()).hasSize(number % 7 == 0 ? 2 : 1);
            }
        }
        Recovered again = Ledgers.restarted(data);
        assertThat(again.expired()).isZero();
        assertThat(again.balances()).containsExactlyInAnyOrderElementsOf(recovered.balances());
    }

    /** Starts the process, lets it append for a while, kills it; returns what it acknowledged. */
    private List<Integer> killedAfter(long millis, int first, Class<?> program)
            throws IOException, InterruptedException {
        Path printed = data.resolve("printed-" + first);
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        data.toString(),
                        Integer.toString(first))
                .redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (Files.size(printed) == 0) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(5);
        }
        Thread.sleep(millis);
        process.destroyForcibly().waitFor();
        String text = Files.readString(printed);
        return text.substring(0, text.lastIndexOf('\n'))
                .lines()
                .filter(line -> line.matches("\\d+"))
                .map(Integer::valueOf)
                .toList();
    }

    private Map<String, Integer> stored() throws IOException {
        Map<String, Integer> times = new HashMap<>();
        LogReader reader = new LogReader(data.resolve("logs"));
        LogQuery query = LogQuery.of(new LogScope.Everything()).limit(10_000);
        for (List<CallRow> page = reader.list(query); !page.isEmpty(); page = reader.list(query)) {
            page.forEach(row -> times.merge(row.id(), 1, Integer::sum));
            query = query.after(page.getLast());
        }
        return times;
    }
}
