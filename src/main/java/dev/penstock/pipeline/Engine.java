package dev.penstock.pipeline;

import dev.penstock.call.ByteBudget;
import dev.penstock.call.CallIds;
import dev.penstock.health.HealthBook;
import dev.penstock.record.CallLog;
import dev.penstock.record.metrics.CallMetrics;
import dev.penstock.upstream.Upstream;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What the calls of one event loop share. Made by the wiring; holds no call.
 *
 * @param nanos the monotonic clock
 * @param tokens what was bought with kept keys
 * @param inFlight the budget of bodies held, over all loops
 * @param captures the budget of bodies kept for the log while they pass, over all loops
 * @param ledger what is left of every limit
 * @param sharing answers that are kept or shared
 * @param health how well targets, keys and upstreams are, over all loops
 * @param hedges which calls of routes are asked twice
 * @param estimating counts tokens where nothing was reported, off the event loop
 */
public record Engine(
        Vertx vertx,
        InstantSource clock,
        LongSupplier nanos,
        CallIds ids,
        Upstream upstream,
        AccessTokens tokens,
        CallLog log,
        CallMetrics metrics,
        ByteBudget inFlight,
        ByteBudget captures,
        Estimating estimating,
        Ledger ledger,
        Sharing sharing,
        HealthBook health,
        HedgeBook hedges) {}
