package dev.penstock.pipeline;

import dev.penstock.call.Failure;
import dev.penstock.call.Framing;
import dev.penstock.stream.AnswerDecoder;
import dev.penstock.stream.ContentCoding;
import dev.penstock.stream.Peeked;
import dev.penstock.upstream.Answering;
import dev.penstock.upstream.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds the beginning of an answer until it is known to be one, so that a failure before that can be replaced unseen: a
 * stream until its first content or a bound of the window, a body until it is whole, an error until it is read. What was
 * held is the beginning of the reply's body. It adds no time to an answer that does not fail: the event that brings
 * content completes the reply.
 */
final class WindowedCall implements Answering {
    /** How long an error's body is waited for: its status says most of it. */
    private static final long ERROR_MILLIS = 2_000;

    private static final long NO_TIMER = -1;

    private final WindowFrame frame;
    private final Answering call;
    private final Promise<Reply> reply = Promise.promise();
    private final long started;
    private @Nullable Peeked peeked;
    private Runnable closeLook = () -> {};
    private long timer = NO_TIMER;
    private boolean hasBegun;

    private WindowedCall(WindowFrame frame, Answering call) {
        this.frame = frame;
        this.call = call;
        this.started = frame.nanos().getAsLong();
    }

    /**
     * @param holds whether the beginning of a good answer is held, too
     * @param firstContent how long its first content may take from the sending on
     */
    static Answering of(CallScope scope, Step step, Answering call, boolean holds, Duration firstContent) {
        WindowedCall windowed = of(WindowFrame.of(scope, step, holds, firstContent), call);
        scope.release(windowed::release);
        return windowed;
    }

    static WindowedCall of(WindowFrame frame, Answering call) {
        WindowedCall windowed = new WindowedCall(frame, call);
        call.reply().onSuccess(windowed::replied);
        return windowed;
    }

    @Override
    public Future<Reply> reply() {
        return reply.future();
    }

    @Override
    public boolean hasLeft() {
        return call.hasLeft();
    }

    @Override
    public boolean hasBegun() {
        return hasBegun;
    }

    @Override
    public boolean keepsTime() {
        return peeked != null;
    }

    @Override
    public boolean isBroken() {
        return call.isBroken() || (peeked != null && peeked.isBroken());
    }

    @Override
    public void cancel() {
        release();
        reply.tryComplete(new Reply.NotAnswered(new Failure.Cancelled("call ended before an answer")));
        // An answer that came whole has left its connection to others.
        if (peeked == null || !peeked.isOver()) {
            call.cancel();
        }
    }

    private void release() {
        closeLook();
        if (peeked != null) {
            peeked.release();
        }
    }

    private void closeLook() {
        frame.vertx().cancelTimer(timer);
        closeLook.run();
        closeLook = () -> {};
    }

    private void replied(Reply came) {
        if (reply.future().isComplete()) {
            return;
        }
        switch (came) {
            case Reply.Answered answered -> answered(answered);
            case Reply.Shared shared -> reply.tryComplete(shared);
            case Reply.NotAnswered nothing -> reply.tryComplete(nothing);
        }
    }

    private void answered(Reply.Answered answered) {
        hasBegun = true;
        boolean fine = answered.status() >= 200 && answered.status() < 300;
        if (fine && !frame.window().isOpen()) {
            reply.tryComplete(answered);
            return;
        }
        String coding = String.join(",", answered.headers().all("content-encoding"));
        switch (ContentCoding.of(coding)) {
            case ContentCoding.Identity same -> look(answered, fine, Optional.empty());
            case ContentCoding.Packed(ContentCoding.Codec codec) -> look(answered, fine, Optional.of(codec));
            case ContentCoding.Unreadable(Failure.Unusable failure) -> unreadable(answered, fine, failure);
        }
    }

    /** An error is one although its words cannot be read. */
    private void unreadable(Reply.Answered answered, boolean fine, Failure failure) {
        if (fine) {
            reply.tryComplete(new Reply.NotAnswered(failure));
            call.cancel();
        } else {
            reply.tryComplete(answered);
        }
    }

    private void look(Reply.Answered answered, boolean fine, Optional<ContentCoding.Codec> codec) {
        Framing framing = fine ? frame.framing(answered.headers()) : Framing.WHOLE;
        if (framing == Framing.BYTES || answered.status() == 204) {
            reply.tryComplete(answered);
            return;
        }
        Optional<AnswerDecoder> decoder =
                codec.map(packed -> AnswerDecoder.of(packed, frame.unpacked(framing == Framing.WHOLE)));
        Peeked body = new Peeked(answered.body(), frame.inFlight());
        peeked = body;
        closeLook = () -> decoder.ifPresent(AnswerDecoder::close);
        if (!fine) {
            readError(answered, body, decoder);
        } else if (framing == Framing.WHOLE) {
            holdWhole(answered, body, decoder);
        } else {
            openWindow(answered, body, new StreamLook(frame, framing, decoder, found -> settle(answered, body, found)));
        }
    }

    private void readError(Reply.Answered answered, Peeked body, Optional<AnswerDecoder> decoder) {
        ErrorLook look = new ErrorLook(frame, answered, decoder, found -> settle(answered, body, found));
        body.look(look);
        after(ERROR_MILLIS, look::decide);
    }

    private void holdWhole(Reply.Answered answered, Peeked body, Optional<AnswerDecoder> decoder) {
        WholeLook look = new WholeLook(frame, answered, body, decoder, found -> settle(answered, body, found));
        closeLook = () -> {
            look.stop();
            decoder.ifPresent(AnswerDecoder::close);
        };
        body.look(look);
        if (reply.future().isComplete()) {
            return;
        }
        look.start();
        frame.firstContent()
                .ifPresent(most -> after(millisLeft(most), () -> {
                    if (!look.hasInk()) {
                        settle(answered, body, stalled(most));
                    }
                }));
    }

    private void openWindow(Reply.Answered answered, Peeked body, StreamLook look) {
        body.look(look);
        long time = Math.max(1, frame.window().time().toMillis());
        Optional<Duration> stall = frame.firstContent().filter(most -> millisLeft(most) <= time);
        after(
                stall.map(this::millisLeft).orElse(time),
                () -> settle(answered, body, stall.map(this::stalled).orElseGet(Beginning.Fine::new)));
    }

    private void after(long millis, Runnable action) {
        if (!reply.future().isComplete()) {
            timer = frame.vertx().setTimer(millis, id -> action.run());
        }
    }

    private long millisLeft(Duration most) {
        long gone = frame.nanos().getAsLong() - started;
        return Math.max(1, most.minusNanos(gone).toMillis());
    }

    private Beginning stalled(Duration most) {
        return new Beginning.Died(new Failure.TimedOut(
                Failure.TimedOut.Waiting.FIRST_BYTE, "no content within " + most.toMillis() + " ms"));
    }

    private void settle(Reply.Answered answered, Peeked body, Beginning found) {
        if (reply.future().isComplete()) {
            return;
        }
        body.stop();
        closeLook();
        switch (found) {
            case Beginning.Fine fine -> complete(answered, body, answered.failed());
            case Beginning.Told(Failure failure) -> complete(answered, body, Optional.of(failure));
            case Beginning.Died(Failure failure) -> {
                body.release();
                reply.tryComplete(new Reply.NotAnswered(failure));
                if (!body.isOver()) {
                    call.cancel();
                }
            }
        }
    }

    private void complete(Reply.Answered answered, Peeked body, Optional<Failure> failed) {
        reply.tryComplete(new Reply.Answered(answered.status(), answered.headers(), body, answered.framed(), failed));
    }
}
