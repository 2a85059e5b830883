package dev.penstock.store.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that forces segments to the disk, retires old ones, and tries again where the disk refused a write. */
final class Forcing implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Forcing.class);

    private final Queue<Segment> segments = new ConcurrentLinkedQueue<>();
    private final List<Appender> appenders;
    private final Path folder;
    private final SpoolLimits limits;
    private final Tally tally;
    private final LongSupplier nanoTime;
    private volatile boolean stopping;
    /** Set by appenders: there are segments whose names the folder may not keep through a power cut yet. */
    private volatile boolean unnamed;

    Forcing(Path folder, List<Appender> appenders, SpoolLimits limits, Tally tally, LongSupplier nanoTime) {
        this.folder = folder;
        this.appenders = appenders;
        this.limits = limits;
        this.tally = tally;
        this.nanoTime = nanoTime;
    }

    /** Takes a new segment into its care. Called by any appender. */
    void watch(Segment segment) {
        segments.add(segment);
        unnamed = true;
    }

    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        boolean last = false;
        while (!last) {
            last = stopping;
            appenders.forEach(Appender::retry);
            appenders.forEach(Appender::release);
            forceFolder();
            long now = nanoTime.getAsLong();
            segments.removeIf(segment -> isDone(segment, now));
            if (!last) {
                LockSupport.parkNanos(this, limits.forceEvery().toNanos());
            }
        }
    }

    /** Forces the segment; true when it needs no more forcing: sealed and safe, or given up. */
    private boolean isDone(Segment segment, long now) {
        if (segment.isOlderThan(limits.segmentAge().toNanos(), now)) {
            segment.retire();
        }
        try {
            if (!segment.force()) {
                return false;
            }
            segment.closeFile();
            return true;
        } catch (IOException failure) {
            // A second fsync would succeed without writing what the first one lost: the segment ends here.
            tally.fsyncErrors.increment();
            segment.retire();
            LOG.error("Cannot force {}; going on in another segment", segment.path(), failure);
            return true;
        }
    }

    private void forceFolder() {
        if (!unnamed) {
            return;
        }
        unnamed = false;
        try (FileChannel open = FileChannel.open(folder)) {
            open.force(true);
        } catch (IOException failure) {
            tally.fsyncErrors.increment();
            LOG.error("Cannot force the folder {}", folder, failure);
        }
    }
}
