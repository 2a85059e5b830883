package dev.penstock.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decodes one answer byte by byte, forgiving what it can, and knows whether its framing came to an end. */
final class ResponseDecoder {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");

    private final boolean bodiless;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final ByteArrayOutputStream fresh = new ByteArrayOutputStream();
    private final List<String> interim = new ArrayList<>();
    private final List<String> headers = new ArrayList<>();
    private final List<String> trailers = new ArrayList<>();
    private String statusLine = "";
    private int status;
    private long left;
    private State state = State.STATUS_LINE;

    private enum State {
        STATUS_LINE,
        HEADERS,
        LENGTH,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE,
        DONE,
        GARBLED
    }

    /** @param toHead whether the request was a HEAD, whose answer has no body */
    ResponseDecoder(boolean toHead) {
        bodiless = toHead;
    }

    /** Takes bytes up to the answer's end; the number taken. */
    int feed(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !isOver()) {
            at = step(bytes, at, to);
        }
        return at - from;
    }

    boolean isOver() {
        return state == State.DONE || state == State.GARBLED;
    }

    boolean isGarbled() {
        return state == State.GARBLED;
    }

    boolean hasHead() {
        return state.compareTo(State.HEADERS) > 0;
    }

    /** What came of the body since the last call. */
    byte[] fresh() {
        byte[] bytes = fresh.toByteArray();
        fresh.reset();
        return bytes;
    }

    RawResponse response(RawResponse.Ended ended) {
        boolean complete = state == State.DONE || (state == State.UNTIL_CLOSE && ended == RawResponse.Ended.FIN);
        return new RawResponse(
                hasHead() ? status : 0,
                statusLine,
                List.copyOf(interim),
                new HeaderLines(headers),
                body.toByteArray(),
                new HeaderLines(trailers),
                complete,
                ended);
    }

    private int step(byte[] bytes, int at, int to) {
        return switch (state) {
            case LENGTH, CHUNK -> copy(bytes, at, (int) Math.min(to - at, left));
            case UNTIL_CLOSE -> {
                body.write(bytes, at, to - at);
                fresh.write(bytes, at, to - at);
                yield to;
            }
            case STATUS_LINE, HEADERS, CHUNK_SIZE, CHUNK_END, TRAILERS -> {
                byte b = bytes[at];
                if (b == '\n') {
                    String text = line.toString(StandardCharsets.ISO_8859_1);
                    line.reset();
                    line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
                } else {
                    line.write(b);
                }
                yield at + 1;
            }
            case DONE, GARBLED -> to;
        };
    }

    private int copy(byte[] bytes, int at, int length) {
        body.write(bytes, at, length);
        fresh.write(bytes, at, length);
        left -= length;
        if (left == 0) {
            state = state == State.CHUNK ? State.CHUNK_END : State.DONE;
        }
        return at + length;
    }

    private void line(String text) {
        switch (state) {
            case STATUS_LINE -> statusLine(text);
            case HEADERS -> {
                if (text.isEmpty()) {
                    headEnded();
                } else {
                    headers.add(text);
                }
            }
            case CHUNK_SIZE -> chunkSize(text);
            case CHUNK_END -> state = text.isEmpty() ? State.CHUNK_SIZE : State.GARBLED;
            case TRAILERS -> {
                if (text.isEmpty()) {
                    state = State.DONE;
                } else {
                    trailers.add(text);
                }
            }
            case LENGTH, CHUNK, UNTIL_CLOSE, DONE, GARBLED -> throw new IllegalStateException("No lines in " + state);
        }
    }

    private void statusLine(String text) {
        Matcher matcher = STATUS.matcher(text);
        if (!matcher.matches()) {
            state = State.GARBLED;
            return;
        }
        statusLine = text;
        status = Integer.parseInt(matcher.group(1));
        state = State.HEADERS;
    }

    private void headEnded() {
        if (status < 200 && status != 101) {
            interim.add(statusLine);
            headers.clear();
            state = State.STATUS_LINE;
            return;
        }
        HeaderLines lines = new HeaderLines(headers);
        if (bodiless || status == 204 || status == 304) {
            state = State.DONE;
        } else if (lines.first("transfer-encoding")
                .filter(v -> v.equalsIgnoreCase("chunked"))
                .isPresent()) {
            state = State.CHUNK_SIZE;
        } else if (lines.has("content-length")) {
            left = Long.parseLong(lines.first("content-length").orElseThrow());
            state = left == 0 ? State.DONE : State.LENGTH;
        } else {
            state = State.UNTIL_CLOSE;
        }
    }

    private void chunkSize(String text) {
        String size = text.contains(";") ? text.substring(0, text.indexOf(';')) : text;
        if (!size.strip().matches("[0-9A-Fa-f]{1,15}")) {
            state = State.GARBLED;
            return;
        }
        left = Long.parseLong(size.strip(), 16);
        state = left == 0 ? State.TRAILERS : State.CHUNK;
    }
}
