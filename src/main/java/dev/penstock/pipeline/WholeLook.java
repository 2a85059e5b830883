package dev.penstock.pipeline;

import dev.penstock.call.Failure;
import dev.penstock.dialect.FirstContent;
import dev.penstock.stream.AnswerDecoder;
import dev.penstock.stream.Peeked;
import dev.penstock.stream.RelayEnd;
import dev.penstock.stream.Watch;
import dev.penstock.upstream.Reply;
import dev.penstock.upstream.Upstream;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Holds a body that is no stream until it is whole, as it is held before it is delivered, and looks whether it tells an
 * error.
 */
final class WholeLook implements Peeked.Look {
    private final WindowFrame frame;
    private final Reply.Answered answered;
    private final Peeked peeked;
    private final Optional<AnswerDecoder> decoder;
    private final Consumer<Beginning> found;
    private final Watch watch;
    private long bytes;
    private boolean hasInk;

    WholeLook(
            WindowFrame frame,
            Reply.Answered answered,
            Peeked peeked,
            Optional<AnswerDecoder> decoder,
            Consumer<Beginning> found) {
        this.frame = frame;
        this.answered = answered;
        this.peeked = peeked;
        this.decoder = decoder;
        this.found = found;
        this.watch = new Watch(frame.vertx(), frame.nanos(), frame.bounds().patience(), this::late);
    }

    /** Begins to count its deadlines. */
    void start() {
        watch.start();
    }

    void stop() {
        watch.stop();
    }

    /** Whether anything came but the blanks by which some keep a connection alive while they think. */
    boolean hasInk() {
        return hasInk;
    }

    @Override
    public void more(byte[] piece, boolean room) {
        watch.activity();
        bytes += piece.length;
        for (int i = 0; i < piece.length && !hasInk; i++) {
            hasInk = piece[i] > ' ' || piece[i] < 0;
        }
        if (bytes > frame.bounds().heldAnswer() || !room) {
            found.accept(new Beginning.Fine());
        }
    }

    @Override
    public void ended() {
        byte[] body = peeked.held();
        if (!answered.framed() && !HeldDelivery.looksWhole(body)) {
            found.accept(died("connection closed inside a body of undeclared length"));
            return;
        }
        if (decoder.isEmpty()) {
            found.accept(read(body));
            return;
        }
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream(body.length * 4);
        AnswerDecoder unpacking = decoder.get();
        Optional<Failure> failed =
                unpacking.feed(body, 0, body.length, unpacked::writeBytes).or(unpacking::end);
        found.accept(failed.<Beginning>map(Beginning.Died::new).orElseGet(() -> read(unpacked.toByteArray())));
    }

    @Override
    public void broken(Throwable cause) {
        found.accept(new Beginning.Died(Upstream.broken(cause)));
    }

    private void late(RelayEnd how) {
        if (how instanceof RelayEnd.Broken(Failure failure)) {
            found.accept(new Beginning.Died(failure));
        }
    }

    private Beginning read(byte[] body) {
        FirstContent content = FirstContent.of(frame.dialect());
        return switch (content.body(body)) {
            case FAILED -> new Beginning.Told(content.failure(frame.clock().instant()));
            case START_UP, CONTENT -> new Beginning.Fine();
        };
    }

    private static Beginning died(String how) {
        return new Beginning.Died(new Failure.Broken(how));
    }
}
