package dev.penstock.pipeline;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Codes;
import dev.penstock.call.Decision.Kind;
import dev.penstock.call.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/** The short wait for a place at an upstream that has as many calls open as it bears. */
final class UpstreamRoom {
    private static final long LONGEST_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LOOK_MILLIS = 10;

    private final CallScope scope;
    private final Stake stake;
    private final long began;
    private final Promise<Void> entered = Promise.promise();

    private UpstreamRoom(CallScope scope, Stake stake) {
        this.scope = scope;
        this.stake = stake;
        this.began = scope.engine.nanos().getAsLong();
    }

    /** Fails with CallRefused where no place became free in time. */
    static Future<Void> of(CallScope scope, Stake stake) {
        UpstreamRoom room = new UpstreamRoom(scope, stake);
        room.later();
        return room.entered.future();
    }

    private void later() {
        scope.engine.vertx().setTimer(LOOK_MILLIS, id -> look());
    }

    private void look() {
        long waited = scope.engine.nanos().getAsLong() - began;
        if (scope.ended()) {
            entered.fail(CallRefused.byLimit(full()));
        } else if (stake.tryEnter()) {
            scope.decisions.add(
                    Kind.WAITED, "upstream", waited / 1_000_000 + " ms: it had as many calls open as it bears");
            entered.complete();
        } else if (waited >= LONGEST_NANOS) {
            entered.fail(CallRefused.byLimit(full()));
        } else {
            later();
        }
    }

    private static Refusal full() {
        return Refusal.of(503, Codes.OVERLOADED, "The upstream has as many calls open as it bears now; try again")
                .retryAfter(Duration.ofSeconds(1));
    }
}
