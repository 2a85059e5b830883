package dev.penstock.stream;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Server-sent events as the HTML standard reads them (html.spec.whatwg.org, 9.2.6): a byte order mark, lines ended by LF,
 * CRLF or CR, an optional space after the colon, data lines joined by LF, comments. A unit is an event with its blank
 * line, or a comment or blank line on its own.
 */
final class SseCutter extends HoldingCutter {
    private static final byte[] NOTHING = new byte[0];

    private final EventEdit edit;
    private final NameCache names = new NameCache();

    /** Places inside the unit, counted from its first byte. */
    private int scanned;

    private int line;
    private int dataFrom;
    private int dataLength;
    private int dataLines;
    private ByteArrayOutputStream joined = new ByteArrayOutputStream(0);
    private String type = "";

    /** Whether the unit has a line that is no comment. */
    private boolean fields;

    private boolean firstLine = true;
    /** A CR ended the last read: a line feed that comes next belongs to it. */
    private boolean lineFeedMayFollow;

    private boolean lastWasDropped;

    SseCutter(int maxEvent, EventEdit edit) {
        super(maxEvent);
        this.edit = edit;
    }

    @Override
    void scan(EventSink sink) {
        int at = unit + scanned;
        if (lineFeedMayFollow && at < end) {
            at = lateLineFeed(at);
        }
        while (!flawed()) {
            int stop = LineBreak.next(bytes, at, end);
            if (stop == end) {
                scanned = end - unit;
                return;
            }
            at = afterBreak(stop);
            line(unit + line, stop, at, sink);
            line = at - unit;
        }
    }

    @Override
    void scanLast(EventSink sink) {
        int last = firstLine ? afterMark(unit + line, end) : unit + line;
        if (last < end) {
            field(last, end);
        }
        if (dataLines > 0) {
            dispatch(end, end, sink);
            line = 0;
            scanned = 0;
        }
    }

    private int lateLineFeed(int at) {
        lineFeedMayFollow = false;
        if (bytes[at] != '\n') {
            return at;
        }
        if (fields) {
            line++;
            return at + 1;
        }
        if (lastWasDropped) {
            instead(at, at + 1, NOTHING);
        }
        unit = at + 1;
        return unit;
    }

    private int afterBreak(int stop) {
        if (bytes[stop] == '\n') {
            return stop + 1;
        }
        if (stop + 1 == end) {
            lineFeedMayFollow = true;
            return end;
        }
        return bytes[stop + 1] == '\n' ? stop + 2 : stop + 1;
    }

    /** One line without its break; {@code next} is behind the break. */
    private void line(int from, int stop, int next, EventSink sink) {
        int begin = from;
        if (firstLine) {
            firstLine = false;
            begin = afterMark(from, stop);
        }
        if (begin == stop) {
            dispatch(stop + 1, next, sink);
        } else if (bytes[begin] != ':') {
            field(begin, stop);
        } else if (!fields && fits(stop + 1)) {
            unit = next;
            lastWasDropped = false;
        }
    }

    private int afterMark(int from, int stop) {
        boolean marked = stop - from >= 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
        return marked ? from + 3 : from;
    }

    private void field(int from, int stop) {
        fields = true;
        if (isNamed("data", from, stop)) {
            data(valueFrom(from + 4, stop), stop);
        } else if (isNamed("event", from, stop)) {
            int value = valueFrom(from + 5, stop);
            type = names.of(bytes, value, stop - value);
        }
    }

    private boolean isNamed(String name, int from, int stop) {
        int after = from + name.length();
        if (after > stop || (after < stop && bytes[after] != ':')) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (bytes[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int valueFrom(int colon, int stop) {
        if (colon >= stop) {
            return stop;
        }
        return colon + 1 < stop && bytes[colon + 1] == ' ' ? colon + 2 : colon + 1;
    }

    private void data(int from, int stop) {
        dataLines++;
        if (dataLines == 1) {
            dataFrom = from - unit;
            dataLength = stop - from;
            return;
        }
        if (dataLines == 2) {
            joined = new ByteArrayOutputStream();
            joined.write(bytes, unit + dataFrom, dataLength);
        }
        joined.write('\n');
        joined.write(bytes, from, stop - from);
    }

    /** Ends the unit: a blank line was read. {@code measured} counts one byte of its break, so that splits do not matter. */
    private void dispatch(int measured, int next, EventSink sink) {
        if (!fits(measured)) {
            return;
        }
        lastWasDropped = false;
        if (dataLines == 1) {
            sink.event(type, bytes, unit + dataFrom, dataLength);
        } else if (dataLines > 1) {
            byte[] data = joined.toByteArray();
            sink.event(type, data, 0, data.length);
            joined = new ByteArrayOutputStream(0);
        }
        if (dataLines > 0) {
            edit(next);
        }
        unit = next;
        dataLines = 0;
        type = "";
        fields = false;
    }

    private void edit(int next) {
        Optional<byte[]> instead = edit.instead(bytes, unit, next - unit);
        if (instead.isPresent()) {
            instead(unit, next, instead.get());
            lastWasDropped = instead.get().length == 0;
        }
    }
}
