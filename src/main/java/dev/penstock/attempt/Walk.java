package dev.penstock.attempt;

import dev.penstock.call.Failure;
import dev.penstock.upstream.Answering;
import dev.penstock.upstream.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Walks a call's targets in order until one answers. Owned by one call; cancelling it cancels whatever is under way.
 */
public final class Walk {
    private final Vertx vertx;
    private final LongSupplier nanos;
    private final List<Target> targets;
    private final List<Attempt> attempts = new ArrayList<>(1);
    private final Promise<Attempt> answered = Promise.promise();
    private @Nullable Answering underWay;
    /** The latest answer that was not good enough; it is delivered if nothing better comes. */
    private @Nullable Attempt held;

    private boolean cancelled;

    /** One place to try: how to send there, and how long to wait for the head of an answer. */
    public interface Target {
        Answering send();

        Duration firstByte();
    }

    public Walk(Vertx vertx, LongSupplier nanos, List<Target> targets) {
        this.vertx = vertx;
        this.nanos = nanos;
        this.targets = List.copyOf(targets);
    }

    /** The attempt to deliver, or the last one where none brought an answer. */
    public Future<Attempt> run() {
        next(0);
        return answered.future();
    }

    /** All attempts so far, in order. */
    public List<Attempt> attempts() {
        return attempts;
    }

    public void cancel() {
        cancelled = true;
        if (underWay != null) {
            underWay.cancel();
        }
        if (held != null) {
            held.call().cancel();
        }
    }

    private void next(int index) {
        Target target = targets.get(index);
        long started = nanos.getAsLong();
        Answering call = target.send();
        underWay = call;
        Promise<Reply> inTime = Promise.promise();
        long timer = vertx.setTimer(Math.max(1, target.firstByte().toMillis()), id -> inTime.tryComplete(late(target)));
        call.reply().onSuccess(inTime::tryComplete);
        inTime.future().onSuccess(reply -> {
            vertx.cancelTimer(timer);
            // An attempt that was still waited for when the client left is an attempt all the same.
            Attempt attempt = new Attempt(index, call, reply, started, nanos.getAsLong());
            attempts.add(attempt);
            if (reply instanceof Reply.NotAnswered) {
                call.cancel();
            }
            if (!cancelled) {
                move(attempt);
            }
        });
    }

    private void move(Attempt attempt) {
        boolean another = attempt.index() + 1 < targets.size();
        switch (NextMove.after(attempt.reply(), another)) {
            case DELIVER -> deliver(attempt);
            case FALL_BACK -> {
                hold(attempt);
                next(attempt.index() + 1);
            }
            case GIVE_UP -> deliver(held == null || held.call().isBroken() ? attempt : held);
        }
    }

    private void hold(Attempt attempt) {
        if (!(attempt.reply() instanceof Reply.NotAnswered)) {
            if (held != null) {
                held.call().cancel();
            }
            held = attempt;
        }
    }

    private void deliver(Attempt attempt) {
        if (held != null && held.index() != attempt.index()) {
            held.call().cancel();
        }
        held = null;
        underWay = attempt.call();
        answered.complete(attempt);
    }

    private static Reply late(Target target) {
        return new Reply.NotAnswered(new Failure.TimedOut(
                Failure.TimedOut.Waiting.FIRST_BYTE,
                "no answer within " + target.firstByte().toMillis() + " ms"));
    }
}
