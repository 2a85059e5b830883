package dev.penstock.dialect;

import dev.penstock.call.Framing;
import dev.penstock.json.RawValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a whole kept stream into its events. Server-sent events as the HTML standard reads them (html.spec.whatwg.org,
 * 9.2.6), but that a last event without its blank line counts, as every official client counts it.
 */
final class StreamEvents {
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
    private static final byte[] DATA = {'d', 'a', 't', 'a'};

    private final List<StreamEvent> events = new ArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private String type = "";
    private int dataLines;

    private StreamEvents() {}

    static List<StreamEvent> cut(Framing framing, byte[] stream) {
        return switch (framing) {
            case SSE -> new StreamEvents().sse(stream);
            case NDJSON -> lines(stream);
            case JSON_ARRAY -> elements(stream);
            case EVENT_STREAM -> EventFrames.cut(stream);
            case WHOLE, BYTES -> throw new Inexact("no stream");
        };
    }

    private static List<StreamEvent> elements(byte[] stream) {
        return RawJson.elements(RawValue.parse(stream)).stream()
                .map(element -> StreamEvent.of("", stream, element.from(), element.to()))
                .toList();
    }

    private static List<StreamEvent> lines(byte[] stream) {
        List<StreamEvent> events = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int end = Bytes.lineEnd(stream, at, stream.length);
            if (end > at) {
                events.add(StreamEvent.of("", stream, at, end));
            }
            at = Bytes.afterBreak(stream, end, stream.length);
        }
        return events;
    }

    private List<StreamEvent> sse(byte[] stream) {
        int at = Bytes.afterMark(stream, 0, stream.length);
        while (at < stream.length) {
            int end = Bytes.lineEnd(stream, at, stream.length);
            if (end == at) {
                dispatch();
            } else {
                field(stream, at, end);
            }
            at = Bytes.afterBreak(stream, end, stream.length);
        }
        dispatch();
        return events;
    }

    private void field(byte[] stream, int from, int end) {
        int colon = from;
        while (colon < end && stream[colon] != ':') {
            colon++;
        }
        int value = Math.min(end, colon + 1);
        if (value < end && stream[value] == ' ') {
            value++;
        }
        if (isNamed(DATA, stream, from, colon)) {
            if (dataLines++ > 0) {
                data.write('\n');
            }
            data.write(stream, value, end - value);
        } else if (isNamed(EVENT, stream, from, colon)) {
            type = new String(stream, value, end - value, StandardCharsets.UTF_8);
        }
    }

    private static boolean isNamed(byte[] name, byte[] stream, int from, int colon) {
        return colon - from == name.length && Bytes.startsWith(name, stream, from, colon);
    }

    private void dispatch() {
        if (dataLines > 0) {
            events.add(new StreamEvent(type, data.toByteArray()));
        }
        data.reset();
        dataLines = 0;
        type = "";
    }
}
