package dev.penstock.store.spool;

import dev.penstock.record.CallLog;
import dev.penstock.record.CallRow;
import dev.penstock.record.Reservation;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One event loop's end of the spool. */
final class Appender implements CallLog {
    /** Free but for the moments in which the forcing thread tries a disk that refused a write. */
    private final ReentrantLock lock = new ReentrantLock();

    private final PayloadOut out = new PayloadOut();
    private final SegmentSource source;
    private final SpoolLimits limits;
    private final Tally tally;
    private final Queue<Segment> segments;
    /** Rows the disk refused, oldest first; bounded with those of all appenders. */
    private final Deque<byte[]> waiting = new ArrayDeque<>();

    /** The appender's, and looked at by the forcing thread. */
    private volatile @Nullable Segment current;

    private volatile boolean failing;
    private boolean closed;

    /** Opens the next segment of this appender and has it forced from then on. */
    interface SegmentSource {
        Segment next() throws IOException;
    }

    /** @param segments where the store writer finds this appender's segments */
    Appender(SegmentSource source, SpoolLimits limits, Tally tally, Queue<Segment> segments) {
        this.source = source;
        this.limits = limits;
        this.tally = tally;
        this.segments = segments;
    }

    /** Never kept in memory: what this process alone knows is not known when it ends, and nothing has left yet. */
    @Override
    public boolean reserve(Reservation reservation) {
        lock.lock();
        try {
            if (failing || closed) {
                return false;
            }
            out.start(Frame.HEAD);
            ReservationCodec.encode(reservation, out);
            Frame.seal(out.bytes(), out.size());
            failing = !isWritten(out.bytes(), out.size(), null);
            return !failing;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void append(CallRow row) {
        lock.lock();
        try {
            out.start(Frame.HEAD);
            RowCodec.encode(row, out);
            put(row.bodies());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean hasRoom() {
        return !failing && tally.pendingBytes.get() < limits.pendingBytes();
    }

    /** Ends a segment that is old although nobody writes, so that it is not read again after a day. */
    void release() {
        Segment segment = current;
        if (segment == null || !segment.isRetiring()) {
            return;
        }
        lock.lock();
        try {
            if (segment.equals(current)) {
                sealCurrent();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tries a disk that refused a write, with what waits for it. Called by the forcing thread. */
    void retry() {
        if (!failing) {
            return;
        }
        lock.lock();
        try {
            failing = !isWritable() || !areWaitingWritten();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the current segment; rows given after this are lost, and counted so. */
    void close() {
        lock.lock();
        try {
            areWaitingWritten();
            closed = true;
            sealCurrent();
            tally.lost.add(waiting.size());
        } finally {
            lock.unlock();
        }
    }

    private void put(CallRow.@Nullable Bodies bodies) {
        Frame.seal(out.bytes(), out.size());
        if (failing || closed || !isWritten(out.bytes(), out.size(), bodies)) {
            await(Arrays.copyOf(out.bytes(), out.size()), bodies);
        }
    }

    private boolean isWritten(byte[] frame, int length, CallRow.@Nullable Bodies bodies) {
        try {
            Segment segment = writable();
            segment.write(frame, length);
            if (bodies != null) {
                hold(segment, bodies);
            }
            segment.publish(length);
            tally.pendingBytes.addAndGet(length);
            if (!ReservationCodec.isReservation(frame, Frame.HEAD)) {
                tally.appended.increment();
            }
            return true;
        } catch (IOException refused) {
            tally.writeErrors.increment();
            sealCurrent();
            return false;
        }
    }

    /** Before the row is published, so that the store writer finds them with it. */
    private void hold(Segment segment, CallRow.Bodies bodies) {
        long bytes = HeldBodies.size(bodies);
        if (tally.holdsBodies(bytes)) {
            segment.hold(new HeldBodies(segment.end(), bodies, bytes));
        }
    }

    private Segment writable() throws IOException {
        Segment segment = current;
        if (segment != null && !segment.isRetiring() && segment.end() < limits.segmentBytes()) {
            return segment;
        }
        sealCurrent();
        Segment next = source.next();
        segments.add(next);
        current = next;
        return next;
    }

    private boolean isWritable() {
        try {
            writable();
            return !closed;
        } catch (IOException refused) {
            tally.writeErrors.increment();
            return false;
        }
    }

    private boolean areWaitingWritten() {
        for (byte[] frame = waiting.peek(); frame != null; frame = waiting.peek()) {
            if (!isWritten(frame, frame.length, null)) {
                return false;
            }
            waiting.poll();
            tally.waitingBytes.addAndGet(-frame.length);
        }
        return true;
    }

    /** Keeps a row in memory until the disk takes it. Its bodies are dropped: the memory is for rows. */
    private void await(byte[] frame, CallRow.@Nullable Bodies bodies) {
        failing = true;
        if (bodies != null) {
            tally.dropBodies(HeldBodies.size(bodies));
        }
        if (closed || tally.waitingBytes.get() + frame.length > limits.waitingBytes()) {
            tally.lost.increment();
            return;
        }
        tally.waitingBytes.addAndGet(frame.length);
        waiting.add(frame);
    }

    private void sealCurrent() {
        Segment segment = current;
        if (segment != null) {
            segment.seal();
            current = null;
        }
    }
}
