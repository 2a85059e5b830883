package dev.penstock.health;

import dev.penstock.call.Failure;
import java.time.Duration;

/** How well one target or one key is, learned from its calls; shared by all event loops. */
public final class Lane {
    Lane() {}

    public Fitness fitness(long seed) {
        return Fitness.FIT;
    }

    public Duration readyIn() {
        return Duration.ZERO;
    }

    public boolean beginTrial() {
        return true;
    }

    public void began() {}

    public void ended() {}

    public void answered(long firstByteNanos) {}

    public void failed(Failure failure) {
        failed(failure, 0);
    }

    /** The same, where it is known how long ago the call began: what began before the bench says nothing about now. */
    public void failed(Failure failure, long lastedNanos) {}

    public void abandoned() {}
}
