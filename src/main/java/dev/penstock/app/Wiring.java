package dev.penstock.app;

import dev.penstock.call.ByteBudget;
import dev.penstock.call.CallIds;
import dev.penstock.config.Limits;
import dev.penstock.config.Settings;
import dev.penstock.config.Timeouts;
import dev.penstock.health.HealthBook;
import dev.penstock.http.Bounds;
import dev.penstock.http.DataServer;
import dev.penstock.ledger.Counters;
import dev.penstock.ledger.SteadyClock;
import dev.penstock.pipeline.AccessTokens;
import dev.penstock.pipeline.CallPipeline;
import dev.penstock.pipeline.Engine;
import dev.penstock.pipeline.Estimating;
import dev.penstock.pipeline.HedgeBook;
import dev.penstock.pipeline.Ledger;
import dev.penstock.pipeline.Sharing;
import dev.penstock.pipeline.WaitRoom;
import dev.penstock.record.metrics.CallMetrics;
import dev.penstock.store.spool.Spool;
import dev.penstock.upstream.HostLookup;
import dev.penstock.upstream.Upstream;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Hands each event loop what it needs. Everything is wired here, by hand, where it can be read. */
final class Wiring {
    private static final InstantSource CLOCK = InstantSource.system();

    private final Settings settings;
    private final int connectionLimit;
    private final Spool spool;
    private final CallMetrics metrics;
    private final Estimating estimating;
    private final HostLookup lookup;
    private final Sharing sharing;
    private final HealthBook health;
    private final ByteBudget inFlight;
    private final ByteBudget captures;
    private final Counters counters;
    private final SteadyClock steady;
    private final WaitRoom.Lines lines = new WaitRoom.Lines();
    private final AtomicInteger connections = new AtomicInteger();

    Wiring(
            Settings settings,
            int connectionLimit,
            Spool spool,
            CallMetrics metrics,
            Estimating estimating,
            Counters counters,
            SteadyClock steady,
            HostLookup lookup,
            Sharing sharing,
            HealthBook health) {
        this.settings = settings;
        this.connectionLimit = connectionLimit;
        this.spool = spool;
        this.metrics = metrics;
        this.estimating = estimating;
        this.lookup = lookup;
        this.sharing = sharing;
        this.health = health;
        this.counters = counters;
        this.steady = steady;
        this.inFlight = new ByteBudget(
                settings.limits().inflightBytes(Runtime.getRuntime().maxMemory()));
        this.captures = new ByteBudget(settings.limits().spoolMemoryBytes());
        metrics.gauge("penstock_limit_waiting", "Calls that wait for a limit", lines::waiting);
        metrics.gauge("penstock_connections_open", "Client connections", connections::get);
        metrics.gauge("penstock_bytes_in_flight", "Bytes of bodies held", inFlight::held);
        metrics.gauge("penstock_capture_bytes", "Bytes of bodies kept for the log while they pass", captures::held);
    }

    String host() {
        return settings.host();
    }

    /** To Vert.x, -1 is any free port, the same one for all loops; 0 would be a port for each. */
    int portToListen() {
        return settings.port() == 0 ? -1 : settings.port();
    }

    int openConnections() {
        return connections.get();
    }

    Engine engine(Vertx vertx) {
        Limits limits = settings.limits();
        Timeouts timeouts = settings.timeouts();
        Upstream upstream = Upstream.open(
                vertx, timeouts.connect(), connectionLimit, Math.toIntExact(2 * limits.headerBytes()), lookup);
        return new Engine(
                vertx,
                CLOCK,
                System::nanoTime,
                new CallIds(CLOCK, new SplittableRandom(new SecureRandom().nextLong())),
                upstream,
                new AccessTokens(vertx, upstream, CLOCK),
                spool.appender(),
                metrics,
                inFlight,
                captures,
                estimating,
                new Ledger(counters, steady::now, new WaitRoom(vertx, System::nanoTime, lines)),
                sharing,
                health,
                new HedgeBook());
    }

    DataServer server(Vertx vertx, CallPipeline calls, Supplier<Settings> now) {
        return new DataServer(
                vertx,
                () -> bounds(now.get()),
                connections,
                System::nanoTime,
                calls::carry,
                () -> HealthText.of(health.counts()));
    }

    private Bounds bounds(Settings now) {
        Limits limits = now.limits();
        Timeouts timeouts = now.timeouts();
        return new Bounds(
                connectionLimit,
                Math.toIntExact(limits.headerBytes()),
                limits.bodyBytes(),
                inFlight,
                timeouts.head(),
                timeouts.body(),
                timeouts.keepAlive(),
                timeouts.writeStall(),
                Math.toIntExact(limits.streamBufferBytes()));
    }
}
