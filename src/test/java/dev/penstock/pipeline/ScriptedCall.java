package dev.penstock.pipeline;

import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import dev.penstock.upstream.Answering;
import dev.penstock.upstream.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;

/** A call whose provider answers by hand. */
final class ScriptedCall implements Answering {
    final ScriptedSource body = new ScriptedSource();
    boolean cancelled;
    private final Promise<Reply> reply = Promise.promise();

    void answer(int status, String... headers) {
        boolean fine = status >= 200 && status < 300;
        reply.tryComplete(new Reply.Answered(
                status, Headers.of(headers), body, true, fine ? Optional.empty() : Optional.of(Failure.of(status))));
    }

    void answerUnframed(String... headers) {
        reply.tryComplete(new Reply.Answered(200, Headers.of(headers), body, false, Optional.empty()));
    }

    void fail(Failure failure) {
        reply.tryComplete(new Reply.NotAnswered(failure));
    }

    @Override
    public Future<Reply> reply() {
        return reply.future();
    }

    @Override
    public boolean hasLeft() {
        return true;
    }

    @Override
    public boolean isBroken() {
        return false;
    }

    @Override
    public void cancel() {
        cancelled = true;
        reply.tryComplete(new Reply.NotAnswered(new Failure.Cancelled("cancelled")));
    }
}
