package dev.penstock.pipeline;

import dev.penstock.call.Failure;
import dev.penstock.call.Framing;
import dev.penstock.dialect.FirstContent;
import dev.penstock.stream.AnswerDecoder;
import dev.penstock.stream.Cut;
import dev.penstock.stream.EventCutter;
import dev.penstock.stream.Peeked;
import dev.penstock.upstream.Upstream;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks for the first content of a stream, up to the bounds of the window. */
final class StreamLook implements Peeked.Look {
    private final WindowFrame frame;
    private final Optional<AnswerDecoder> decoder;
    private final Consumer<Beginning> found;
    private final FirstContent first;
    private final EventCutter cutter;
    private @Nullable Beginning beginning;
    private int events;
    private long bytes;

    StreamLook(WindowFrame frame, Framing framing, Optional<AnswerDecoder> decoder, Consumer<Beginning> found) {
        this.frame = frame;
        this.decoder = decoder;
        this.found = found;
        this.first = FirstContent.of(frame.dialect());
        this.cutter = EventCutter.of(framing, frame.bounds().event()).orElseThrow();
    }

    @Override
    public void more(byte[] piece, boolean room) {
        bytes += piece.length;
        Optional<Failure> unread = Optional.empty();
        if (decoder.isPresent()) {
            unread = decoder.get().feed(piece, 0, piece.length, this::cut);
        } else {
            cut(piece);
        }
        unread.ifPresent(failure -> decide(new Beginning.Died(failure)));
        if (bytes >= frame.window().bytes() || !room) {
            decide(new Beginning.Fine());
        }
        tell();
    }

    @Override
    public void ended() {
        decoder.flatMap(AnswerDecoder::end).ifPresent(failure -> decide(new Beginning.Died(failure)));
        cutter.finish((type, data, from, length) -> last(data, from, length));
        decide(
                first.mayEnd()
                        ? new Beginning.Fine()
                        : new Beginning.Died(new Failure.Broken("stream ended before its first content")));
        tell();
    }

    /**
     * What lacks its ending may be half an event: it counts if it fails or ends the stream, by its data alone, because
     * half an error event has its whole type.
     */
    private void last(byte[] data, int from, int length) {
        if (beginning == null && first.event("", data, from, length) == FirstContent.Seen.FAILED) {
            decide(new Beginning.Told(first.failure(frame.clock().instant())));
        }
    }

    @Override
    public void broken(Throwable cause) {
        found.accept(new Beginning.Died(Upstream.broken(cause)));
    }

    private void cut(byte[] piece) {
        Cut cut = cutter.feed(piece, 0, piece.length, this::event);
        cut.flaw()
                .ifPresent(flaw -> decide(
                        switch (flaw) {
                            case Cut.Flaw.TooLarge large -> new Beginning.Fine();
                            case Cut.Flaw.Malformed malformed ->
                                new Beginning.Died(new Failure.Unusable(malformed.detail()));
                        }));
    }

    private void event(String type, byte[] data, int from, int length) {
        if (beginning != null) {
            return;
        }
        switch (first.event(type, data, from, length)) {
            case CONTENT -> decide(new Beginning.Fine());
            case FAILED -> decide(new Beginning.Told(first.failure(frame.clock().instant())));
            case START_UP -> {
                if (++events >= frame.window().events()) {
                    decide(new Beginning.Fine());
                }
            }
        }
    }

    /** What was found first, stands. */
    private void decide(Beginning what) {
        beginning = beginning == null ? what : beginning;
    }

    private void tell() {
        if (beginning != null) {
            found.accept(beginning);
        }
    }
}
