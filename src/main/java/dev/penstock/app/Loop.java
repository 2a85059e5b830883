package dev.penstock.app;

import dev.penstock.cache.Explanation;
import dev.penstock.config.Settings;
import dev.penstock.http.DataServer;
import dev.penstock.pipeline.CallPipeline;
import dev.penstock.pipeline.Described;
import dev.penstock.pipeline.Engine;
import dev.penstock.pipeline.Forecast;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One event loop of the data plane: its listener, its pipeline, its upstream connections. */
final class Loop extends VerticleBase {
    private final Wiring wiring;
    private final Function<Engine, CallPipeline> pipelines;
    private final Supplier<Settings> settings;
    private @Nullable DataServer server;
    private @Nullable CallPipeline pipeline;
    private int port;

    Loop(Wiring wiring, Function<Engine, CallPipeline> pipelines, Supplier<Settings> settings) {
        this.wiring = wiring;
        this.settings = settings;
        this.pipelines = pipelines;
    }

    @Override
    public Future<?> start() {
        CallPipeline calls = pipelines.apply(wiring.engine(vertx));
        DataServer listener = wiring.server(vertx, calls, settings);
        pipeline = calls;
        server = listener;
        return listener.listen(wiring.host(), wiring.portToListen())
                .recover(cause -> Future.failedFuture(
                        NotStarted.listening("--port", wiring.host(), wiring.portToListen(), cause)))
                .onSuccess(actual -> port = actual);
    }

    int port() {
        return port;
    }

    int openCalls() {
        return pipeline == null ? 0 : pipeline.openCalls();
    }

    /** What the cache would make of a call, reckoned on this loop. */
    Future<Explanation> explained(Described call) {
        Promise<Explanation> done = Promise.promise();
        context.runOnContext(
                v -> Objects.requireNonNull(pipeline).explained(call).onComplete(done));
        return done.future();
    }

    /** What would become of a call, reckoned on this loop. */
    Future<Forecast> forecast(Described call) {
        Promise<Forecast> done = Promise.promise();
        context.runOnContext(
                v -> Objects.requireNonNull(pipeline).forecast(call).onComplete(done));
        return done.future();
    }

    /** No new connections; calls under way may go on for the grace time, then each gets a proper error. */
    Future<Void> drain(Duration grace, Duration afterwards) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            DataServer listener = Objects.requireNonNull(server);
            listener.drain();
            long timer = vertx.setTimer(
                    Math.max(1, grace.toMillis()),
                    id -> Objects.requireNonNull(pipeline).stopAll());
            listener.shutdown(grace.plus(afterwards)).onComplete(closed -> {
                vertx.cancelTimer(timer);
                done.tryComplete();
            });
        });
        return done.future();
    }
}
