package dev.penstock.dialect;

import dev.penstock.call.Usage;
import dev.penstock.json.JsonCursor;
import dev.penstock.json.JsonMalformed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the readers of JSON dialects share. What an event says of usage, endings and errors counts only once the event
 * was read to its end: half an event says nothing.
 */
abstract class JsonAnswer implements AnswerReader {
    private static final int LONGEST_NAME = 200;
    private static final int MOST_TOOLS = 32;
    /** Choices beyond the 63rd share a bit. */
    private static final int LAST_CHOICE = 63;

    /** What the event at hand says; taken over when it was read to its end. */
    final Counts counts = new Counts();

    final Delivered delivered;

    /** Whether the answer comes as events. */
    boolean streams;

    private final Counts said = new Counts();
    private final Map<String, Long> tools = new LinkedHashMap<>();
    private final Map<String, Long> saidTools = new LinkedHashMap<>();
    private @Nullable String model;
    private @Nullable String tier;
    private @Nullable String error;
    private @Nullable String saidError;
    private long open;
    private long finished;
    private long saidOpen;
    private long saidFinished;
    private boolean ended;
    private boolean saidEnded;
    private boolean whole;

    JsonAnswer(int deliveredBound) {
        delivered = new Delivered(deliveredBound);
    }

    /** Reads the value at hand: an event's data, or a whole body, or an element of it. */
    abstract void read(String type, JsonCursor json);

    /** The usage that follows from what was said. */
    abstract Reckoning reckon(Counts said, Map<String, Long> tools);

    /** Whether a body that is no JSON can be a whole answer of this dialect. */
    boolean answersInText() {
        return false;
    }

    /** Whether an event of this type is an error, whatever its data. */
    boolean tellsError(String type) {
        return type.equals("error");
    }

    @Override
    public void event(String type, byte[] data, int from, int length) {
        streams = true;
        if (SseMarks.isDone(data, from, length)) {
            saidEnded = true;
        } else {
            readAll(type, data, from, length);
        }
        if (saidError == null && tellsError(type)) {
            saidError = type + ": an event that cannot be read";
        }
    }

    @Override
    public void body(byte[] body) {
        if (readAll("", body, 0, body.length)) {
            whole = true;
        } else if (answersInText() && !SseMarks.beginsAsJson(body)) {
            whole = true;
            delivered.bytes(body, 0, body.length);
        }
    }

    /** Whether it was one JSON text, read to its end. */
    private boolean readAll(String type, byte[] data, int from, int length) {
        try (JsonCursor json = new JsonCursor(data, from, length)) {
            if (json.isNothing()) {
                return false;
            }
            if (json.isArray()) {
                for (boolean more = json.enterArray(); more; more = json.nextElement()) {
                    read(type, json);
                }
            } else {
                read(type, json);
            }
            boolean complete = json.atEnd();
            if (complete) {
                commit();
            }
            return complete;
        } catch (JsonMalformed unreadable) {
            return false; // bytes pass unread: the client gets them all the same
        } finally {
            forget();
        }
    }

    /** Takes over what the event said. */
    void commit() {
        said.take(counts);
        for (Map.Entry<String, Long> tool : tools.entrySet()) {
            if (saidTools.size() < MOST_TOOLS || saidTools.containsKey(tool.getKey())) {
                saidTools.put(tool.getKey(), tool.getValue());
            }
        }
        saidError = error == null ? saidError : error;
        saidOpen |= open;
        saidFinished |= finished;
        saidEnded |= ended;
    }

    /** Drops what the event said, taken over or not. */
    void forget() {
        counts.clear();
        if (!tools.isEmpty()) {
            tools.clear();
        }
        error = null;
        open = 0;
        finished = 0;
        ended = false;
    }

    final void model(JsonCursor json) {
        String name = json.text(model, LONGEST_NAME);
        model = name == null || name.isEmpty() ? model : name;
    }

    final void serviceTier(JsonCursor json) {
        String name = json.text(tier, LONGEST_NAME);
        tier = name == null || name.isEmpty() ? tier : name;
    }

    /** An error the answer tells, if the value at hand is one. */
    final void error(JsonCursor json) {
        String told = ErrorText.read(json);
        error = told == null ? error : told;
    }

    /** An error known by its place or kind; a message told elsewhere in the event says more. */
    final void error(String told) {
        error = error == null ? told : error;
    }

    final boolean hasError() {
        return error != null;
    }

    /** One of the answer's choices was seen. */
    final void choice(long index, boolean isFinished) {
        long bit = 1L << (index < 0 ? 0 : Math.min(index, LAST_CHOICE));
        open |= bit;
        finished |= isFinished ? bit : 0;
    }

    /** The answer's only choice has finished. */
    final void finish() {
        choice(0, true);
    }

    /** Nothing that matters follows this event. */
    final void end() {
        ended = true;
    }

    final void tool(String name, long calls) {
        if (calls > 0 && tools.size() < MOST_TOOLS) {
            tools.merge(
                    name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME),
                    Math.min(calls, Counts.MOST),
                    (before, more) -> Math.min(before + more, Counts.MOST));
        }
    }

    /** Every number of the object at hand as the calls of a tool, by its field's name. */
    final void tools(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            tool(name, json.count());
        }
    }

    @Override
    public final Usage usage() {
        return reckon(said, saidTools).usage();
    }

    @Override
    public final boolean suspicious() {
        return said.doubtful() || reckon(said, saidTools).suspicious();
    }

    @Override
    public final Optional<String> model() {
        return Optional.ofNullable(model);
    }

    @Override
    public final Optional<String> serviceTier() {
        return Optional.ofNullable(tier);
    }

    @Override
    public final boolean mayEnd() {
        boolean allFinished = saidFinished != 0 && (saidOpen & ~saidFinished) == 0;
        return whole || saidEnded || allFinished || saidError != null;
    }

    @Override
    public final boolean hasEnded() {
        return saidEnded;
    }

    @Override
    public final Optional<String> inBandError() {
        return Optional.ofNullable(saidError);
    }

    @Override
    public final CharSequence delivered() {
        return delivered.text();
    }

    @Override
    public final long deliveredChars() {
        return delivered.chars();
    }
}
