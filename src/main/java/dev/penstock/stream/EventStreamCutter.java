package dev.penstock.stream;

import java.util.zip.CRC32;

/**
 * AWS event-stream frames: total length, headers length, CRC-32 of those eight bytes, headers, payload, CRC-32 of all
 * before (docs.aws.amazon.com, "Event stream encoding"; observed from Bedrock). A wrong checksum ends the reading: a frame
 * whose length may be wrong has no known end.
 */
final class EventStreamCutter extends HoldingCutter {
    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final int NOT_READ = -1;

    private final CRC32 crc = new CRC32();
    private final FrameHeaders headers = new FrameHeaders();
    private final int longest;
    /** The length of the frame in hand, once its prelude was read and checked. */
    private int total = NOT_READ;

    private int headersLength;

    EventStreamCutter(int maxEvent) {
        super(maxEvent);
        this.longest = maxEvent;
    }

    @Override
    void scan(EventSink sink) {
        while (!flawed() && end - unit >= PRELUDE) {
            if (total == NOT_READ) {
                prelude();
                continue;
            }
            if (end - unit < total) {
                return;
            }
            frame(sink);
        }
    }

    /** A frame that is not all there cannot be read. */
    @Override
    void scanLast(EventSink sink) {}

    private void prelude() {
        long length = unsigned(unit);
        long inHeaders = unsigned(unit + 4);
        if (checksum(unit, unit + 8) != unsigned(unit + 8)) {
            malformed("The checksum of an event-stream prelude is wrong");
        } else if (length < PRELUDE + CHECKSUM || inHeaders > length - PRELUDE - CHECKSUM) {
            malformed("An event-stream frame of " + length + " bytes cannot hold " + inHeaders + " bytes of headers");
        } else if (length > longest) {
            tooLarge();
        } else {
            total = (int) length;
            headersLength = (int) inHeaders;
        }
    }

    private void frame(EventSink sink) {
        int next = unit + total;
        int payload = unit + PRELUDE + headersLength;
        if (checksum(unit, next - CHECKSUM) != unsigned(next - CHECKSUM)) {
            malformed("The checksum of an event-stream frame is wrong");
            return;
        }
        if (!headers.read(bytes, unit + PRELUDE, payload)) {
            malformed("The headers of an event-stream frame cannot be read");
            return;
        }
        sink.event(headers.type(), bytes, payload, next - CHECKSUM - payload);
        unit = next;
        total = NOT_READ;
    }

    private long checksum(int from, int to) {
        crc.reset();
        crc.update(bytes, from, to - from);
        return crc.getValue();
    }

    private long unsigned(int at) {
        return ((bytes[at] & 0xFFL) << 24)
                | ((bytes[at + 1] & 0xFFL) << 16)
                | ((bytes[at + 2] & 0xFFL) << 8)
                | (bytes[at + 3] & 0xFFL);
    }
}
