package dev.penstock.testkit;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a fake upstream answers, down to the byte and the moment. A value: every method gives a new script.
 *
 * <p>Head, pieces of the body and the end are separate writes. A piece is a chunk where the framing is chunked.
 */
public final class Script {
    private final ScriptDraft draft;

    private Script(ScriptDraft draft) {
        this.draft = draft;
    }

    /** An answer of this status, without a body, framed by Content-Length. */
    public static Script answer(int status) {
        return new Script(new ScriptDraft()).with(d -> d.status = status);
    }

    public static Script json(int status, String body) {
        return answer(status).header("content-type", "application/json").body(body);
    }

    /** A 200 of text/event-stream, chunked, every event a chunk and a write of its own. */
    public static Script sse(List<byte[]> events) {
        return answer(200)
                .header("content-type", "text/event-stream; charset=utf-8")
                .pieces(events);
    }

    /** A redirect that nobody should follow. */
    public static Script redirect(int status, String location) {
        return answer(status).header("location", location);
    }

    /** Exactly these bytes, each array a write of its own; keeps the connection unless told otherwise. */
    public static Script raw(byte[]... writes) {
        return new Script(new ScriptDraft()).with(d -> d.raw = List.of(writes));
    }

    public static Script raw(String wire) {
        return raw(Bytes.of(wire));
    }

    /** Reads the request and never says a word. */
    public static Script neverAnswer() {
        return raw().thenStall();
    }

    public Script header(String name, String value) {
        return with(d -> d.headers.add(name + ": " + value));
    }

    /** A header of this many bytes. */
    public Script hugeHeader(String name, int size) {
        return header(name, "x".repeat(size));
    }

    /** A header line as given, right or wrong. */
    public Script headerLine(String line) {
        return with(d -> d.headers.add(line));
    }

    public Script body(String text) {
        return body(Bytes.of(text));
    }

    public Script body(byte[] bytes) {
        return with(d -> d.pieces = List.of(bytes));
    }

    /** A chunked body of these pieces. */
    public Script pieces(List<byte[]> pieces) {
        return with(d -> {
            d.pieces = List.copyOf(pieces);
            d.framing = ScriptDraft.Framing.CHUNKED;
        });
    }

    public Script chunked() {
        return with(d -> d.framing = ScriptDraft.Framing.CHUNKED);
    }

    /** Without Content-Length and chunks: the body ends where the connection does. */
    public Script untilClose() {
        return with(d -> d.framing = ScriptDraft.Framing.UNTIL_CLOSE);
    }

    /** Says this length, whatever the body's is. */
    public Script contentLength(long told) {
        return with(d -> d.toldLength = told);
    }

    /** Says a length that is wrong by this much: more than comes, or fewer than come. */
    public Script contentLengthMismatch(long byHowMuch) {
        return contentLength(Bytes.join(draft.pieces).length + byHowMuch);
    }

    /** A field after the last chunk. */
    public Script trailer(String name, String value) {
        return chunked().with(d -> d.trailers.add(name + ": " + value));
    }

    /** Encodes the body, in this order, and says so in Content-Encoding. */
    public Script encoded(Encoding... encodings) {
        return with(d -> d.encodings = List.of(encodings));
    }

    /** Cuts the body into writes (chunks, where chunked) of these sizes, the rest in one. */
    public Script split(int... sizes) {
        return with(d -> d.bodyCutter = Cutter.sizes(sizes));
    }

    public Script split(Cutter cutter) {
        return with(d -> d.bodyCutter = cutter);
    }

    public Script oneByteChunks() {
        return chunked().with(d -> d.bodyCutter = Cutter.eachByte());
    }

    /** Cuts the body at places that depend on the seed alone. */
    public Script split(long seed) {
        return with(d -> d.bodyCutter = Cutter.seeded(seed, 64));
    }

    /** Cuts what goes over the wire, head and chunk sizes included, into writes. */
    public Script splitWire(Cutter cutter) {
        return with(d -> d.wireCutter = cutter);
    }

    /** Waits before the first byte of the head. */
    public Script delayBefore(Duration time) {
        return with(d -> d.before = time);
    }

    /** Waits between the head and the body. */
    public Script delayBody(Duration time) {
        return with(d -> d.beforeBody = time);
    }

    /** Waits between two pieces. */
    public Script delayBetween(Duration time) {
        return with(d -> d.between = time);
    }

    /** Waits after the last byte, before the end that a cut brings. */
    public Script delayEnd(Duration time) {
        return with(d -> d.beforeEnd = time);
    }

    /** Interim answers before the real one: {@code 100 Continue} this many times. */
    public Script continue100Flood(int times) {
        return with(d -> d.interim.addAll(Collections.nCopies(times, "HTTP/1.1 100 Continue\r\n\r\n")));
    }

    public Script earlyHints(String... headerLines) {
        String lines = String.join("\r\n", headerLines);
        return with(
                d -> d.interim.add("HTTP/1.1 103 Early Hints\r\n" + lines + (lines.isEmpty() ? "" : "\r\n") + "\r\n"));
    }

    /** Holds every piece and the end back until the test releases them; the head goes out at once. */
    public Script stepped(Stepper stepper) {
        return with(d -> d.stepper = stepper);
    }

    /** After the pieces, repeats this one until the peer closes; only then, if ever, comes no end. */
    public Script forever(byte[] piece, Duration between) {
        return with(d -> {
            d.repeated = piece;
            d.between = between;
        });
    }

    /** Sends these bytes after the answer's end, on the same connection. */
    public Script extraBytesAfterEnd(byte[] bytes) {
        return with(d -> d.extra = bytes);
    }

    /** Resets the connection after so many bytes on the wire, counted from the first byte of the head. */
    public Script resetAfter(long wireBytes) {
        return cut(ScriptDraft.Unit.WIRE, wireBytes, Step.Ending.RST);
    }

    /** Ends the connection in order (FIN) after so many bytes on the wire, whatever is missing. */
    public Script closeAfter(long wireBytes) {
        return cut(ScriptDraft.Unit.WIRE, wireBytes, Step.Ending.FIN);
    }

    /** Falls silent after so many bytes on the wire, the connection open. */
    public Script stallAfter(long wireBytes) {
        return cut(ScriptDraft.Unit.WIRE, wireBytes, Step.Ending.STALL);
    }

    /** Resets after so many pieces (events) of the body, head not counted. */
    public Script resetAfterPieces(int pieces) {
        return cut(ScriptDraft.Unit.PIECES, pieces, Step.Ending.RST);
    }

    /** Ends the connection in order after so many pieces, without the end of the body. */
    public Script closeAfterPieces(int pieces) {
        return cut(ScriptDraft.Unit.PIECES, pieces, Step.Ending.FIN);
    }

    public Script stallAfterPieces(int pieces) {
        return cut(ScriptDraft.Unit.PIECES, pieces, Step.Ending.STALL);
    }

    /** Resets after so many bytes of the body, in the middle of a chunk or not. */
    public Script resetAfterBody(long bodyBytes) {
        return cut(ScriptDraft.Unit.BODY, bodyBytes, Step.Ending.RST);
    }

    public Script closeAfterBody(long bodyBytes) {
        return cut(ScriptDraft.Unit.BODY, bodyBytes, Step.Ending.FIN);
    }

    public Script stallAfterBody(long bodyBytes) {
        return cut(ScriptDraft.Unit.BODY, bodyBytes, Step.Ending.STALL);
    }

    /** Closes the connection after the whole answer, with or without having said so. */
    public Script thenClose() {
        return with(d -> d.ending = Step.Ending.FIN);
    }

    public Script thenReset() {
        return with(d -> d.ending = Step.Ending.RST);
    }

    /** Keeps the connection open after the whole answer and reads no further request. */
    public Script thenStall() {
        return with(d -> d.ending = Step.Ending.STALL);
    }

    /** The bytes of the whole answer as they go over the wire, cuts and repeats left out. */
    public byte[] wire() {
        return Bytes.join(draft.wholeWire());
    }

    /** The length of the head on the wire, interim answers included. */
    public int headLength() {
        return draft.head().length;
    }

    List<Step> steps() {
        return draft.steps();
    }

    private Script cut(ScriptDraft.Unit unit, long after, Step.Ending ending) {
        return with(d -> d.cut = new ScriptDraft.Cut(unit, after, ending));
    }

    private Script with(Consumer<ScriptDraft> change) {
        ScriptDraft copy = draft.copy();
        change.accept(copy);
        return new Script(copy);
    }

    @Override
    public String toString() {
        return "Script(" + draft.status + ", " + draft.pieces.size() + " pieces)";
    }
}
