package dev.penstock.store.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows nobody could store, in a bounded file beside the spool. It has a segment's layout: renamed to end in .spool, its
 * rows are tried again at the next start.
 */
final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final long FULL_BYTES = 64L << 20;

    private final Path path;
    private final Tally tally;

    Quarantine(Path path, Tally tally) {
        this.path = path;
        this.tally = tally;
    }

    void keep(byte[] payload, String why) {
        tally.quarantined.increment();
        LOG.error("A row of {} bytes cannot be stored: {}. It is kept in {}", payload.length, why, path);
        byte[] frame = new byte[Frame.HEAD + payload.length];
        System.arraycopy(payload, 0, frame, Frame.HEAD, payload.length);
        Frame.seal(frame, frame.length);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            write(file, frame);
        } catch (IOException refused) {
            LOG.error("Cannot write {}", path, refused);
        }
    }

    private static void write(FileChannel file, byte[] frame) throws IOException {
        long end = file.size();
        if (end == 0) {
            end = file.write(ByteBuffer.wrap(Frame.MAGIC), 0);
        }
        if (end + frame.length <= FULL_BYTES) {
            file.write(ByteBuffer.wrap(frame), end);
            file.force(false);
        }
    }
}
