package dev.penstock.store.sqlite;

import dev.penstock.record.CallLog;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that tells generated calls, and prints now and then how far it came, until it is killed. */
final class KilledTeller {
    static final GeneratedCalls CALLS =
            new GeneratedCalls(100_000, 4, SampleRows.NOON + 9 * 3_600_000, 4 * 3_600_000, 300);

    private KilledTeller() {}

    /** Arguments: the data folder, the number of the first call, and of the first that is not told. */
    public static void main(String[] args) throws IOException {
        Path data = Path.of(args[0]);
        Spool spool = Spool.open(
                data.resolve("spool"), SpoolLimits.DEFAULT, new SqliteStore(data.resolve("logs")), System::nanoTime);
        CallLog log = spool.appender();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        for (int number = Integer.parseInt(args[1]); number < Integer.parseInt(args[2]); number++) {
            tell(log, number);
            if (number % 100 == 0) {
                out.println(number);
            }
        }
        spool.close();
    }

    static void tell(CallLog log, int number) {
        log.append(CALLS.first(number));
        if (CALLS.isTwice(number)) {
            log.append(CALLS.last(number));
        }
    }
}
