package dev.penstock.app;

import dev.penstock.admin.cache.AskedCall;
import dev.penstock.admin.cache.CacheDesk;
import dev.penstock.admin.cache.Explaining;
import dev.penstock.admin.explain.ForecastAsk;
import dev.penstock.admin.explain.Foretelling;
import dev.penstock.cache.CacheStats;
import dev.penstock.cache.Explanation;
import dev.penstock.cache.Purge;
import dev.penstock.cache.ReplyStore;
import dev.penstock.call.Scope;
import dev.penstock.json.JsonText;
import dev.penstock.pipeline.Described;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * The cache as the management API has it.
 *
 * @param loop where a call is gone through that is not made
 */
record AnswerDesk(ReplyStore replies, Supplier<Loop> loop) implements CacheDesk, Explaining, Foretelling {
    @Override
    public Future<Long> purge(Purge which) {
        return replies.purge(which);
    }

    @Override
    public CacheStats stats() {
        return replies.stats();
    }

    @Override
    public Future<JsonText> foretell(Scope scope, ForecastAsk ask) {
        AskedCall call = ask.call();
        Described described = new Described(
                scope,
                ask.provider(),
                call.method(),
                call.endpoint(),
                call.headers(),
                call.body(),
                ask.token(),
                ask.seed());
        return loop.get().forecast(described).map(ForecastJson::of);
    }

    @Override
    public Future<JsonText> explain(Scope scope, AskedCall call) {
        Described described =
                new Described(scope, call.provider(), call.method(), call.endpoint(), call.headers(), call.body());
        return loop.get().explained(described).map(Explanation::json);
    }
}
