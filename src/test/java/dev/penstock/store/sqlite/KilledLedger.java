package dev.penstock.store.sqlite;

import dev.penstock.call.Settlement;
import dev.penstock.record.CallLog;
import dev.penstock.record.Recovered;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that carries a thousand calls a second, each held before it is sent and some of them long, and prints the
 * number of each once it is held, until it is killed.
 */
final class KilledLedger {
    /** A call whose number divides by this stays open until the process is killed. */
    static final int LONG = 50;

    private static final long NANOS_A_CALL = 1_000_000;

    private KilledLedger() {}

    /** Arguments: the data folder, and the number of the first call. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path data = Path.of(args[0]);
        SqliteStore store = new SqliteStore(data.resolve("logs"));
        Spool spool = Spool.open(data.resolve("spool"), SpoolLimits.DEFAULT, store, System::nanoTime);
        Recovered recovered = store.recovered(Duration.ofSeconds(60));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        out.println("recovered " + recovered.expired());
        CallLog log = spool.appender();
        CallLog other = spool.appender();
        int first = Integer.parseInt(args[1]);
        long begin = System.nanoTime();
        for (int number = first; log.hasRoom(); number++) {
            carry(number, number % 2 == 0 ? log : other);
            out.println(number);
            LockSupport.parkNanos(begin + (number - first) * NANOS_A_CALL - System.nanoTime());
        }
        spool.close();
    }

    private static void carry(int number, CallLog log) {
        log.reserve(Ledgers.reservation(number, 0));
        if (number % 7 == 0) {
            log.reserve(Ledgers.reservation(number, 1));
        }
        if (number % LONG == 0) {
            return;
        }
        if (number % 3 == 0) {
            log.append(Ledgers.row(number, Settlement.HELD, 9_000_000));
        }
        if (number % 60 != 3) {
            log.append(Ledgers.row(number, Settlement.SETTLED, 1_000 + number % 100));
        }
    }
}
