package dev.penstock.stream;

import dev.penstock.call.Framing;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Numbers the events of a stream as they pass, so that a reader who loses it can say how many it had, and leaves out those
 * it had. Only events with data count (HTML standard, 9.2.6: others are none to their reader).
 */
public final class Numbered {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] LINE_BREAK = {'\n'};

    private final EventCutter cutter;
    private final long had;
    private long events;

    /** @param had how many events are left out */
    public Numbered(int maxEvent, long had) {
        this.had = had;
        this.cutter = EventCutter.editing(maxEvent, this::numbered);
    }

    /** Whether events of this framing have a place for a number. */
    public static boolean numbers(Framing framing) {
        return framing == Framing.SSE;
    }

    public Cut passing(byte[] bytes, int from, int length) {
        return cutter.feed(bytes, from, length, (type, data, start, count) -> {});
    }

    /** The last event, where all ended without the blank line behind it; it is given one. */
    public Cut rest() {
        if (!cutter.pending()) {
            return Cut.NOTHING;
        }
        Cut line = passing(LINE_BREAK, 0, LINE_BREAK.length);
        return cutter.pending() ? passing(LINE_BREAK, 0, LINE_BREAK.length) : line;
    }

    private Optional<byte[]> numbered(byte[] bytes, int from, int length) {
        events++;
        return Optional.of(events <= had ? NOTHING : with(events, bytes, from, length));
    }

    /** In the last line before the blank one: a number its provider gave it stands before ours, and the last one holds. */
    private static byte[] with(long number, byte[] bytes, int from, int length) {
        int end = from + length;
        boolean pair = length >= 2 && bytes[end - 2] == '\r' && bytes[end - 1] == '\n';
        int blank = pair ? 2 : 1;
        byte[] line = ("id: " + number + (pair ? "\r\n" : bytes[end - 1] == '\r' ? "\r" : "\n"))
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[length + line.length];
        System.arraycopy(bytes, from, all, 0, length - blank);
        System.arraycopy(line, 0, all, length - blank, line.length);
        System.arraycopy(bytes, end - blank, all, length - blank + line.length, blank);
        return all;
    }
}
