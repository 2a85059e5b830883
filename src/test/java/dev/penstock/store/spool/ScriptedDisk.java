package dev.penstock.store.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The real disk, with faults: a switch for a full one, a countdown to a write that takes only a part, failing forces. */
final class ScriptedDisk implements Disk {
    volatile boolean full;
    volatile boolean forceFails;
    final AtomicInteger writesUntilTorn = new AtomicInteger(Integer.MAX_VALUE);

    @Override
    public SegmentFile create(Path path) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        SegmentFile file = Disk.real(path);
        return new SegmentFile() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                if (full) {
                    throw new IOException("No space left on device");
                }
                if (writesUntilTorn.decrementAndGet() == 0) {
                    file.write(bytes, length / 2);
                    throw new IOException("No space left on device");
                }
                file.write(bytes, length);
            }

            @Override
            public void force() throws IOException {
                if (forceFails) {
                    throw new IOException("Input/output error");
                }
                file.force();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
