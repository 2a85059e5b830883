package dev.penstock.store.spool;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** Creates segment files; the seam at which tests let a disk fail. */
interface Disk {
    SegmentFile create(Path path) throws IOException;

    /** A file that only grows. */
    interface SegmentFile {
        /** One write(2), unless the disk takes only a part. */
        void write(byte[] bytes, int length) throws IOException;

        /** Returns when all written bytes are on the disk. May run beside a write. */
        void force() throws IOException;

        void close() throws IOException;
    }

    /** The real one. Not a FileChannel, because an interrupt would close that. */
    static SegmentFile real(Path path) throws IOException {
        FileOutputStream stream = new FileOutputStream(path.toFile());
        return new SegmentFile() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                stream.write(bytes, 0, length);
            }

            @Override
            public void force() throws IOException {
                stream.getChannel().force(false);
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }
}
