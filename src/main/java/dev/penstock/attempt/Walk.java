package dev.penstock.attempt;

import dev.penstock.call.Failure;
import dev.penstock.upstream.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes a call's way, target by target and try by try, until one answers; what follows a failure is {@link NextMove}'s to
 * say. Owned by one call; cancelling it cancels whatever is under way.
 */
public final class Walk {
    /** Two tries at each of a hundred steps: who has failed so often gives up, though more were allowed. */
    private static final int MOST_ATTEMPTS = 200;

    private final Vertx vertx;
    private final LongSupplier nanos;
    private final DoubleSupplier chance;
    private final Way way;
    private final long deadline;
    private final List<Attempt> attempts = new ArrayList<>(1);
    private final List<UnderWay> underWay = new ArrayList<>(1);
    private final Promise<Attempt> answered = Promise.promise();
    /** The latest answer that was not good enough, or that is not the last word; delivered if nothing better comes. */
    private @Nullable Attempt held;

    private @Nullable Attempt delivered;
    private long waiting = -1;
    private int begun;
    private boolean cancelled;
    /** What ends now is on record, and decides nothing. */
    private boolean isDecided;

    /** One try that is waited for. */
    private static final class UnderWay {
        final Target target;
        final int attempt;
        final int tries;
        final long started;
        Target.@Nullable Sent sent;
        long late = -1;
        long hedge = -1;

        UnderWay(Target target, int attempt, int tries, long started) {
            this.target = target;
            this.attempt = attempt;
            this.tries = tries;
            this.started = started;
        }
    }

    /**
     * @param chance from 0 to 1, for waits
     * @param deadline when nothing further is begun, by the same clock
     */
    public Walk(Vertx vertx, LongSupplier nanos, DoubleSupplier chance, Way way, long deadline) {
        this.vertx = vertx;
        this.nanos = nanos;
        this.chance = chance;
        this.way = way;
        this.deadline = deadline;
    }

    /** The attempt to deliver, or the last one where none brought an answer. */
    public Future<Attempt> run() {
        begin(way.first(), 1);
        return answered.future();
    }

    /** All attempts that have ended so far, in the order in which they did; the one that is delivered among them. */
    public List<Attempt> attempts() {
        return attempts;
    }

    public void cancel() {
        cancelled = true;
        if (waiting >= 0) {
            vertx.cancelTimer(waiting);
        }
        cancelAll();
        if (delivered != null) {
            delivered.call().cancel();
        }
        if (held != null) {
            held.call().cancel();
        }
    }

    private void begin(Target target, int tries) {
        int number = begun++;
        boolean mayFollow = tries < target.rules().attempts() || way.mayFallBack();
        UnderWay one = new UnderWay(target, number, tries, nanos.getAsLong());
        underWay.add(one);
        Target.Sent sent = target.send(number, mayFollow);
        one.sent = sent;
        one.late = vertx.setTimer(Math.max(1, sent.firstByte().toMillis()), id -> late(one, sent));
        sent.hedge().ifPresent(after -> one.hedge = vertx.setTimer(Math.max(1, after.toMillis()), id -> hedge(one)));
        sent.call().reply().onSuccess(reply -> settled(one, reply));
    }

    private void hedge(UnderWay slow) {
        if (!cancelled && underWay.size() == 1 && underWay.contains(slow)) {
            guarded(() -> way.hedge().ifPresent(target -> begin(target, 1)));
        }
    }

    private void settled(UnderWay one, Reply reply) {
        if (!underWay.remove(one)) {
            return;
        }
        vertx.cancelTimer(one.late);
        vertx.cancelTimer(one.hedge);
        Target.Sent sent = Objects.requireNonNull(one.sent);
        // An attempt that was still waited for when the client left is an attempt all the same.
        Attempt attempt = new Attempt(one.attempt, sent.step(), sent.call(), reply, one.started, nanos.getAsLong());
        attempts.add(attempt);
        if (reply instanceof Reply.NotAnswered) {
            sent.call().cancel();
        }
        one.target.settled(attempt);
        if (!cancelled && !isDecided) {
            guarded(() -> goOn(one, attempt));
        }
    }

    private void goOn(UnderWay one, Attempt attempt) {
        Optional<Failure> failure = attempt.failure();
        if (failure.isEmpty()) {
            good(attempt);
        } else if (!underWay.isEmpty()) {
            // Another one was asked beside it: its answer is waited for.
            hold(attempt);
        } else {
            failed(one, attempt, failure.get());
        }
    }

    private void good(Attempt attempt) {
        isDecided = true;
        cancelAll();
        isDecided = false;
        Optional<Target> further = way.goOn();
        if (further.isPresent()) {
            hold(attempt);
            begin(further.get(), 1);
        } else {
            deliver(attempt);
        }
    }

    private void failed(UnderWay one, Attempt attempt, Failure failure) {
        NextMove move = next(one, attempt, failure, true);
        if (move instanceof NextMove.Retry && !one.target.takesRetry()) {
            move = next(one, attempt, failure, false);
        }
        switch (move) {
            case NextMove.Retry(Duration after) -> {
                way.told(attempt, Way.Next.RETRY, after);
                hold(attempt);
                later(after, () -> begin(one.target, one.tries + 1));
            }
            case NextMove.FallBack() -> fallBack(attempt);
            case NextMove.GiveUp() -> giveUp(attempt);
        }
    }

    /** @param budgeted whether its upstream bears a further try; asked only where one would be made */
    private NextMove next(UnderWay one, Attempt attempt, Failure failure, boolean budgeted) {
        Duration patience = Duration.ofNanos(Math.max(0, deadline - nanos.getAsLong()));
        if (begun >= MOST_ATTEMPTS || patience.isZero()) {
            return new NextMove.GiveUp();
        }
        Room room = new Room(
                one.target.rules(),
                one.tries,
                one.target.hasElsewhere(),
                one.target.isWell(),
                budgeted,
                way.mayFallBack(),
                patience,
                chance.getAsDouble());
        return NextMove.after(failure, attempt.phase(), room);
    }

    private void fallBack(Attempt attempt) {
        Optional<Target> next = way.fallBack();
        if (next.isPresent()) {
            way.told(attempt, Way.Next.FALL_BACK, Duration.ZERO);
            hold(attempt);
            begin(next.get(), 1);
        } else {
            giveUp(attempt);
        }
    }

    private void giveUp(Attempt attempt) {
        way.told(attempt, Way.Next.STOP, Duration.ZERO);
        Attempt before = held;
        boolean isBetter = before != null
                && (before.failure().isEmpty()
                        || (attempt.reply() instanceof Reply.NotAnswered
                                && !before.call().isBroken()));
        if (isBetter) {
            // Nobody reads what it has begun to say.
            attempt.call().cancel();
        }
        deliver(isBetter ? Objects.requireNonNull(before) : attempt);
    }

    private void later(Duration after, Runnable then) {
        if (after.isZero()) {
            then.run();
            return;
        }
        waiting = vertx.setTimer(Math.max(1, after.toMillis()), id -> {
            waiting = -1;
            if (!cancelled) {
                guarded(then);
            }
        });
    }

    /** Keeps the latest answer there is; a good one is only given up for a better one. */
    private void hold(Attempt attempt) {
        if (attempt.reply() instanceof Reply.NotAnswered) {
            return;
        }
        if (held != null && held.failure().isEmpty() && attempt.failure().isPresent()) {
            attempt.call().cancel();
            return;
        }
        if (held != null) {
            held.call().cancel();
        }
        held = attempt;
    }

    private void deliver(Attempt attempt) {
        if (held != null && held.index() != attempt.index()) {
            held.call().cancel();
        }
        held = null;
        isDecided = true;
        delivered = attempt;
        answered.tryComplete(attempt);
    }

    /** Nobody else hears of a fault at a later attempt, and its call would wait for ever. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException fault) {
            isDecided = true;
            cancelAll();
            answered.tryFail(fault);
        }
    }

    private void cancelAll() {
        List.copyOf(underWay).forEach(one -> {
            if (one.sent != null) {
                one.sent.call().cancel();
            }
        });
    }

    private void late(UnderWay one, Target.Sent sent) {
        if (!sent.call().keepsTime()) {
            settled(
                    one,
                    new Reply.NotAnswered(new Failure.TimedOut(
                            Failure.TimedOut.Waiting.FIRST_BYTE,
                            "no answer within " + sent.firstByte().toMillis() + " ms")));
        }
    }
}
