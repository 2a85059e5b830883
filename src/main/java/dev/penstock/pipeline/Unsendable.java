package dev.penstock.pipeline;

import dev.penstock.call.Failure;
import dev.penstock.call.Refusal;
import dev.penstock.upstream.Answering;
import dev.penstock.upstream.Reply;
import io.vertx.core.Future;

/** A try that could not be made: nothing left for a provider. */
record Unsendable(Refusal why) implements Answering {
    @Override
    public Future<Reply> reply() {
        return Future.succeededFuture(new Reply.NotAnswered(new Failure.NotAuthorised(why)));
    }

    @Override
    public boolean hasLeft() {
        return false;
    }

    @Override
    public boolean isBroken() {
        return false;
    }

    @Override
    public void cancel() {}
}
