package dev.penstock.admin.cache;

import dev.penstock.call.Scope;
import dev.penstock.json.JsonText;
import io.vertx.core.Future;

/** Tells what the cache makes of a call, without making it. May be asked on any thread, and completes on any. */
public interface Explaining {
    /**
     * What {@link dev.penstock.cache.Explanation#json} says. Fails with {@link dev.penstock.call.CallRefused} where the call
     * would not come so far.
     */
    Future<JsonText> explain(Scope scope, AskedCall call);
}
