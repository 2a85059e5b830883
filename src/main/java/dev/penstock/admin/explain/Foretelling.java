package dev.penstock.admin.explain;

import dev.penstock.call.Scope;
import dev.penstock.json.JsonText;
import io.vertx.core.Future;

/** Tells what would become of a call, without making it. May be asked on any thread, and completes on any. */
public interface Foretelling {
    /** In the shape of {@link Forecasts}. */
    Future<JsonText> foretell(Scope scope, ForecastAsk ask);
}
