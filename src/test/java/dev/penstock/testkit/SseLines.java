package dev.penstock.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reader of server-sent events after the WHATWG HTML standard, section 9.2.6, written apart from the gateway's own, and
 * strict: what a lenient client would forgive is listed as a problem.
 */
public final class SseLines {
    private final List<SseEvent> events = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    /** Bytes since the last blank line. */
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    private final List<String> data = new ArrayList<>();
    private @Nullable String name;
    private @Nullable String id;
    private boolean afterCarriageReturn;
    private boolean first = true;
    private int taken;

    public static SseLines parse(byte[] stream) {
        return new SseLines().feed(stream);
    }

    public SseLines feed(byte[] bytes) {
        for (byte b : bytes) {
            feed(b);
        }
        return this;
    }

    /** Dispatched events, in order. */
    public List<SseEvent> events() {
        return List.copyOf(events);
    }

    /** The events since the last call. */
    List<SseEvent> take() {
        List<SseEvent> fresh = List.copyOf(events.subList(taken, events.size()));
        taken = events.size();
        return fresh;
    }

    /** The data of every event, in order. */
    public List<String> data() {
        return events.stream().map(SseEvent::data).toList();
    }

    /** Comment lines without their colon, in order. */
    public List<String> comments() {
        return List.copyOf(comments);
    }

    /** Bytes after the last blank line: an event that never came to its end. */
    public byte[] partial() {
        return pending.toByteArray();
    }

    /** What a strict reader objects to; empty for a clean stream. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    public boolean endsWithDone() {
        return !events.isEmpty() && events.getLast().isDone();
    }

    private void feed(byte b) {
        boolean secondHalf = b == '\n' && afterCarriageReturn;
        afterCarriageReturn = b == '\r';
        if (secondHalf) {
            return;
        }
        pending.write(b);
        if (b == '\n' || b == '\r') {
            line(decoded(line.toByteArray()));
            line.reset();
        } else {
            line.write(b);
        }
    }

    private void line(String text) {
        if (first && text.startsWith("\ufeff")) {
            problems.add("The stream begins with a byte-order mark");
            text = text.substring(1);
        }
        first = false;
        if (text.isEmpty()) {
            dispatch();
        } else if (text.startsWith(":")) {
            comments.add(text.substring(1));
        } else {
            field(text);
        }
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "data" -> data.add(value);
            case "event" -> name = value;
            case "id" -> id = value;
            case "retry" -> {
                if (!value.matches("[0-9]+")) {
                    problems.add("retry is not a number: " + value);
                }
            }
            default -> problems.add("Unknown field: " + field);
        }
    }

    private void dispatch() {
        pending.reset();
        if (!data.isEmpty()) {
            events.add(new SseEvent(
                    Optional.ofNullable(name), String.join("\n", data), Optional.ofNullable(id), System.nanoTime()));
        } else if (name != null) {
            problems.add("Event without data: " + name);
        }
        data.clear();
        name = null;
    }

    private String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            problems.add("Malformed UTF-8 in line " + (events.size() + 1));
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
