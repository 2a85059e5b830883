package dev.penstock.app;

import dev.penstock.call.ByteBudget;
import dev.penstock.call.CallIds;
import dev.penstock.config.Limits;
import dev.penstock.config.Settings;
import dev.penstock.config.Timeouts;
import dev.penstock.http.Bounds;
import dev.penstock.http.DataServer;
import dev.penstock.pipeline.CallPipeline;
import dev.penstock.pipeline.Engine;
import dev.penstock.pipeline.Estimating;
import dev.penstock.record.metrics.CallMetrics;
import dev.penstock.store.spool.Spool;
import dev.penstock.stream.Patience;
import dev.penstock.upstream.Upstream;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands each event loop what it needs. Everything is wired here, by hand, where it can be read. */
final class Wiring {
    private static final InstantSource CLOCK = InstantSource.system();

    private final Settings settings;
    private final int connectionLimit;
    private final Spool spool;
    private final CallMetrics metrics;
    private final Estimating estimating;
    private final ByteBudget inFlight;
    private final ByteBudget captures;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger port;

    Wiring(Settings settings, int connectionLimit, Spool spool, CallMetrics metrics, Estimating estimating) {
        this.settings = settings;
        this.connectionLimit = connectionLimit;
        this.spool = spool;
        this.metrics = metrics;
        this.estimating = estimating;
        this.port = new AtomicInteger(settings.port());
        this.inFlight =
                new ByteBudget(settings.limits().inflightBytes(Runtime.getRuntime().maxMemory()));
        this.captures = new ByteBudget(settings.limits().spoolMemoryBytes());
        metrics.gauge("penstock_connections_open", "Client connections", connections::get);
        metrics.gauge("penstock_bytes_in_flight", "Bytes of bodies held", inFlight::held);
        metrics.gauge("penstock_capture_bytes", "Bytes of bodies kept for the log while they pass", captures::held);
    }

    String host() {
        return settings.host();
    }

    /** Port 0 is any free one for the first loop, and the same one for all others. */
    int portToListen() {
        return port.get();
    }

    void listening(int actual) {
        port.compareAndSet(0, actual);
    }

    int openConnections() {
        return connections.get();
    }

    Engine engine(Vertx vertx) {
        Limits limits = settings.limits();
        Timeouts timeouts = settings.timeouts();
        return new Engine(
                vertx,
                CLOCK,
                System::nanoTime,
                new CallIds(CLOCK, new SplittableRandom(new SecureRandom().nextLong())),
                Upstream.open(
                        vertx, timeouts.connect(), connectionLimit, Math.toIntExact(2 * limits.headerBytes())),
                spool.appender(),
                metrics,
                inFlight,
                captures,
                estimating,
                new Patience(timeouts.idle(), timeouts.writeStall(), timeouts.total()),
                timeouts.firstByte(),
                new Engine.Sizes(
                        Math.toIntExact(limits.eventBytes()),
                        Math.toIntExact(limits.heldAnswerBytes()),
                        Math.toIntExact(limits.logBodyBytes()),
                        limits.inflatedBytes(),
                        limits.inflatedRatio()));
    }

    DataServer server(Vertx vertx, CallPipeline calls) {
        Limits limits = settings.limits();
        Timeouts timeouts = settings.timeouts();
        Bounds bounds = new Bounds(
                connectionLimit,
                Math.toIntExact(limits.headerBytes()),
                limits.bodyBytes(),
                inFlight,
                timeouts.head(),
                timeouts.body(),
                timeouts.keepAlive(),
                timeouts.writeStall(),
                Math.toIntExact(limits.streamBufferBytes()));
        return new DataServer(vertx, bounds, connections, System::nanoTime, calls::carry);
    }
}
