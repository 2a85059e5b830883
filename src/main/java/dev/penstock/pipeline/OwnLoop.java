package dev.penstock.pipeline;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** Brings results that come on any thread to the event loop of a call. What has come already is not delayed. */
record OwnLoop(Context context) {
    <T> void then(Future<T> future, Consumer<T> action) {
        if (future.isComplete()) {
            action.accept(future.result());
        } else {
            future.onSuccess(result -> context.runOnContext(v -> action.accept(result)));
        }
    }
}
