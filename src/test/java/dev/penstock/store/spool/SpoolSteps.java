package dev.penstock.store.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallLog;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a spool, and what is done to it again and again. */
abstract class SpoolSteps {
    static final Duration SHORT = Duration.ofMillis(1);

    @TempDir
    Path folder;

    final ScriptedStore store = new ScriptedStore();
    final ScriptedDisk disk = new ScriptedDisk();

    ScriptedStore replayed(byte[] segment) throws Exception {
        Path fresh = Files.createTempDirectory(folder, "fresh");
        Files.write(fresh.resolve("00000001-0001-00000001.spool"), segment);
        ScriptedStore after = new ScriptedStore();
        try (Spool spool = Spool.open(fresh, SpoolLimits.DEFAULT, after, System::nanoTime)) {
            assertThat(spool.caughtUp(Duration.ofSeconds(10))).isTrue();
            assertThat(spool.counters().pendingBytes()).isZero();
        }
        return after;
    }

    /** As a killed process does: rows in segments that the store never saw. */
    void leaveBehind(int count) throws IOException {
        store.stall(true);
        try (Spool spool = open(limits(SHORT))) {
            CallLog log = spool.appender();
            rows(count).forEach(log::append);
        }
    }

    Spool open(SpoolLimits limits) throws IOException {
        return Spool.open(folder, limits, store, System::nanoTime, disk);
    }

    static SpoolLimits limits(Duration closeWithin) {
        return limits(closeWithin, SpoolLimits.DEFAULT.segmentBytes());
    }

    static SpoolLimits limits(Duration closeWithin, long segmentBytes) {
        SpoolLimits normal = SpoolLimits.DEFAULT;
        return new SpoolLimits(
                segmentBytes,
                normal.segmentAge(),
                normal.pendingBytes(),
                normal.bodyBytes(),
                normal.waitingBytes(),
                normal.batchRows(),
                normal.linger(),
                normal.forceEvery(),
                closeWithin);
    }

    /** All of one encoded length, so that places in a segment can be computed. */
    static List<CallRow> rows(int count) {
        return IntStream.range(0, count).mapToObj(SampleRows::row).toList();
    }

    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(".spool"))
                    .sorted()
                    .toList();
        }
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 20 s").isLessThan(end);
            Thread.onSpinWait();
            try {
                Thread.sleep(2);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}
