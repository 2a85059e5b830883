package dev.penstock.stream;

/** One JSON value a line; a blank line is a keep-alive. */
final class NdjsonCutter extends HoldingCutter {
    /** How many bytes of the unit were searched for its line feed. */
    private int scanned;

    NdjsonCutter(int maxEvent) {
        super(maxEvent);
    }

    @Override
    void scan(EventSink sink) {
        int at = unit + scanned;
        while (at < end) {
            if (bytes[at++] == '\n') {
                if (!fits(at)) {
                    return;
                }
                event(at - 1, sink);
                unit = at;
            }
        }
        scanned = end - unit;
    }

    @Override
    void scanLast(EventSink sink) {
        event(end, sink);
        unit = end;
        scanned = 0;
    }

    private void event(int lineEnd, EventSink sink) {
        int from = unit;
        int to = lineEnd;
        while (from < to && isSpace(bytes[from])) {
            from++;
        }
        while (from < to && isSpace(bytes[to - 1])) {
            to--;
        }
        if (from < to) {
            sink.event("", bytes, from, to - from);
        }
    }

    private static boolean isSpace(byte one) {
        return one == ' ' || one == '\r' || one == '\t' || one == '\n';
    }
}
