package dev.penstock.store.spool;

import dev.penstock.record.CallRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the records of segments into batches, up to the first that is not whole. */
final class SegmentReader {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentReader.class);
    private static final int CHUNK = 256 << 10;

    private final Tally tally;
    private final Quarantine quarantine;
    private byte[] chunk = new byte[CHUNK];

    SegmentReader(Tally tally, Quarantine quarantine) {
        this.tally = tally;
        this.quarantine = quarantine;
    }

    /** Adds what the segment has beyond what the store took; true if the batch has all that was there. */
    boolean read(Segment segment, Batch batch) {
        long from = segment.taken();
        long to = segment.published();
        try {
            if (from == Frame.MAGIC.length && !hasMagic(segment)) {
                cut(segment, from);
                return true;
            }
            while (from < to && batch.hasRoom()) {
                long next = readChunk(segment, from, to, batch);
                if (next == from) {
                    cut(segment, from);
                    break;
                }
                from = next;
            }
        } catch (IOException unreadable) {
            LOG.error("Cannot read {} beyond byte {}: its other rows are lost", segment.path(), from, unreadable);
            cut(segment, from);
        }
        if (from > segment.taken()) {
            batch.reach(segment, from);
        }
        return from >= segment.published();
    }

    private boolean hasMagic(Segment segment) throws IOException {
        if (!segment.isLeftBehind()) {
            return true;
        }
        byte[] start = new byte[Frame.MAGIC.length];
        return fill(segment.reading(), start, start.length, 0) == start.length && Arrays.equals(start, Frame.MAGIC);
    }

    /** Reads the whole records of one chunk; returns where they end. */
    private long readChunk(Segment segment, long from, long to, Batch batch) throws IOException {
        int size = fill(segment.reading(), chunk, (int) Math.min(chunk.length, to - from), from);
        int at = 0;
        while (batch.hasRoom() && at + Frame.HEAD <= size) {
            int length = Frame.payloadLength(chunk, at);
            if (length <= 0 || length > to - from - at - Frame.HEAD) {
                break;
            }
            if (at + Frame.HEAD + length > size) {
                return at > 0 ? from + at : readLarge(segment, from, length, batch);
            }
            if (!Frame.isWhole(chunk, at, length)) {
                break;
            }
            add(segment, from + at, Arrays.copyOfRange(chunk, at + Frame.HEAD, at + Frame.HEAD + length), batch);
            at += Frame.HEAD + length;
        }
        return from + at;
    }

    /** A record larger than a chunk. */
    private long readLarge(Segment segment, long from, int length, Batch batch) throws IOException {
        byte[] frame = new byte[Frame.HEAD + length];
        if (fill(segment.reading(), frame, frame.length, from) < frame.length || !Frame.isWhole(frame, 0, length)) {
            return from;
        }
        add(segment, from, Arrays.copyOfRange(frame, Frame.HEAD, frame.length), batch);
        return from + frame.length;
    }

    private void add(Segment segment, long offset, byte[] payload, Batch batch) {
        HeldBodies held = segment.bodiesAt(offset);
        if (held != null) {
            batch.add(held);
        }
        Optional<CallRow> row = RowCodec.decode(payload);
        Optional<String> reserved = row.isPresent() ? Optional.empty() : ReservationCodec.id(payload);
        if (row.isPresent()) {
            batch.add(new SpooledRow(row.get(), payload, held == null ? null : held.bodies()));
        } else if (reserved.isPresent()) {
            batch.add(new SpooledReservation(reserved.get(), payload));
        } else {
            quarantine.keep(payload, "it is not in a layout this version knows");
        }
    }

    /** The torn end of a segment: usual where a process was killed, a fault of the disk elsewhere. */
    private void cut(Segment segment, long at) {
        long rest = segment.cut(at);
        if (rest <= 0) {
            return;
        }
        tally.tornBytes.add(rest);
        tally.pendingBytes.addAndGet(-rest);
        segment.retire();
        LOG.warn("{} holds no whole row in its last {} bytes", segment.path().getFileName(), rest);
    }

    private static int fill(FileChannel from, byte[] to, int length, long offset) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(to, 0, length);
        while (buffer.hasRemaining() && from.read(buffer, offset + buffer.position()) > 0) {}
        return buffer.position();
    }
}
