package dev.penstock.testkit;

import java.nio.ByteBuffer;

/** Reads answers of one load connection, byte by byte and without keeping them: framing, status, numbered events. */
final class LoadAnswer {
    private static final int NEVER = -1;

    private final EventSink sink;
    private final byte[] line = new byte[8192];
    private int lineLength;
    private State state = State.STATUS;
    private int status;
    private long left;
    private boolean chunked;

    /** Where a numbered event is being read: 0 outside, 1 in its number, 2 in its time. */
    private int part;

    private long number;
    private long time;

    private enum State {
        STATUS,
        FIELDS,
        SIZE,
        DATA,
        DATA_END,
        TRAILERS
    }

    /** Takes numbered events as they are read. */
    interface EventSink {
        void event(long number, long writtenNanos);
    }

    LoadAnswer(EventSink sink) {
        this.sink = sink;
    }

    /** Reads on; the status of the answer that came to its end, or -1. Bytes behind that end are left. */
    int read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (state == State.DATA) {
                data(bytes);
                if (left == 0 && !chunked) {
                    return ended();
                }
                if (left == 0) {
                    state = State.DATA_END;
                }
            } else if (lineEnds(bytes.get())) {
                boolean over = line();
                lineLength = 0;
                if (over) {
                    return ended();
                }
            }
        }
        return NEVER;
    }

    private int ended() {
        state = State.STATUS;
        part = 0;
        return status;
    }

    private boolean lineEnds(byte b) {
        if (b == '\n') {
            return true;
        }
        if (b != '\r' && lineLength < line.length) {
            line[lineLength++] = b;
        }
        return false;
    }

    /** A line is whole; true where the answer ends with it. */
    private boolean line() {
        switch (state) {
            case STATUS -> {
                status = lineLength > 12 ? (int) digits(9, 12) : 0;
                left = 0;
                chunked = false;
                state = State.FIELDS;
            }
            case FIELDS -> {
                if (lineLength == 0) {
                    state = chunked ? State.SIZE : State.DATA;
                    return !chunked && left == 0;
                }
                field();
            }
            case SIZE -> {
                left = size();
                state = left == 0 ? State.TRAILERS : State.DATA;
            }
            case DATA_END -> state = State.SIZE;
            case TRAILERS -> {
                return lineLength == 0;
            }
            case DATA -> throw new IllegalStateException("Data has no lines");
        }
        return false;
    }

    private void field() {
        if (starts("content-length:")) {
            int from = "content-length:".length();
            while (from < lineLength && line[from] == ' ') {
                from++;
            }
            left = digits(from, lineLength);
        } else if (starts("transfer-encoding:")) {
            chunked = true;
        }
    }

    private boolean starts(String name) {
        if (lineLength < name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.toLowerCase(line[i]) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long digits(int from, int to) {
        long value = 0;
        for (int i = from; i < to && Character.isDigit(line[i]); i++) {
            value = value * 10 + line[i] - '0';
        }
        return value;
    }

    private long size() {
        long value = 0;
        for (int i = 0; i < lineLength; i++) {
            int digit = Character.digit(line[i], 16);
            if (digit < 0) {
                break;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private void data(ByteBuffer bytes) {
        int length = (int) Math.min(bytes.remaining(), left);
        left -= length;
        for (int i = 0; i < length; i++) {
            payload(bytes.get());
        }
    }

    /** Looks for #number@time and a blank; nothing else in an answer has a number sign. */
    private void payload(byte b) {
        if (b == '#') {
            part = 1;
            number = 0;
        } else if (part == 1 && b == '@') {
            part = 2;
            time = 0;
        } else if (part == 2 && b == ' ') {
            part = 0;
            sink.event(number, time);
        } else if (part > 0 && b >= '0' && b <= '9') {
            if (part == 1) {
                number = number * 10 + b - '0';
            } else {
                time = time * 10 + b - '0';
            }
        } else {
            part = 0;
        }
    }
}
