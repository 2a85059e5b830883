package dev.penstock.pipeline;

import dev.penstock.dialect.FailureReading;
import dev.penstock.stream.AnswerDecoder;
import dev.penstock.stream.Peeked;
import dev.penstock.upstream.Reply;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads as much of an error answer as it takes to know what it says. */
final class ErrorLook implements Peeked.Look {
    private final WindowFrame frame;
    private final Reply.Answered answered;
    private final Optional<AnswerDecoder> decoder;
    private final Consumer<Beginning> found;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long bytes;

    ErrorLook(WindowFrame frame, Reply.Answered answered, Optional<AnswerDecoder> decoder, Consumer<Beginning> found) {
        this.frame = frame;
        this.answered = answered;
        this.decoder = decoder;
        this.found = found;
    }

    @Override
    public void more(byte[] piece, boolean room) {
        bytes += piece.length;
        if (decoder.isPresent()) {
            // What cannot be unpacked says nothing: its status does.
            decoder.get().feed(piece, 0, piece.length, this::keep);
        } else {
            keep(piece);
        }
        if (bytes >= FailureReading.MOST_BODY || body.size() >= FailureReading.MOST_BODY || !room) {
            decide();
        }
    }

    @Override
    public void ended() {
        decide();
    }

    @Override
    public void broken(Throwable cause) {
        decide();
    }

    /** Nothing more is waited for. */
    void decide() {
        found.accept(new Beginning.Told(FailureReading.of(
                answered.status(),
                answered.headers(),
                body.toByteArray(),
                frame.clock().instant())));
    }

    private void keep(byte[] unpacked) {
        body.write(unpacked, 0, Math.min(unpacked.length, FailureReading.MOST_BODY - body.size()));
    }
}
