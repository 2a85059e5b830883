package dev.penstock.store.sqlite;

import dev.penstock.record.CallLog;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import dev.penstock.testkit.SampleRows;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that appends at full speed, and prints the number of each row once it is appended, until it is killed. */
final class KilledProcess {
    private KilledProcess() {}

    /** Arguments: the data folder, and the number of the first row. */
    public static void main(String[] args) throws IOException {
        Path data = Path.of(args[0]);
        Spool spool = Spool.open(
                data.resolve("spool"), SpoolLimits.DEFAULT, new SqliteStore(data.resolve("logs")), System::nanoTime);
        CallLog log = spool.appender();
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 64), true, StandardCharsets.US_ASCII);
        for (int number = Integer.parseInt(args[1]); log.hasRoom(); number++) {
            log.append(number % 3 == 0 ? SampleRows.withBodies(number, 200) : SampleRows.row(number));
            out.println(number);
        }
        spool.close();
    }
}
