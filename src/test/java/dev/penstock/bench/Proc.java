package dev.penstock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux says of a process and its children. */
final class Proc {
    /** USER_HZ, which the kernel's interface has fixed at 100. */
    private static final long TICK_NANOS = 10_000_000;

    private Proc() {}

    /** User and system time together, of the process and its living children. */
    static long cpuNanos(ProcessHandle process) {
        return family(process).mapToLong(Proc::ticks).sum() * TICK_NANOS;
    }

    static long rssBytes(ProcessHandle process) {
        return family(process)
                .mapToLong(member -> {
                    for (String line : lines(member, "status")) {
                        if (line.startsWith("VmRSS:")) {
                            return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                        }
                    }
                    return 0;
                })
                .sum();
    }

    private static Stream<ProcessHandle> family(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }

    private static long ticks(ProcessHandle process) {
        List<String> stat = lines(process, "stat");
        if (stat.isEmpty()) {
            return 0;
        }
        // The second field is the name in parentheses and may hold blanks; utime and stime are fields 14 and 15.
        String line = stat.getFirst();
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static List<String> lines(ProcessHandle process, String file) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), file));
        } catch (IOException ended) {
            return List.of();
        }
    }
}
