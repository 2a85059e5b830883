package dev.penstock.pipeline;

import dev.penstock.call.Moment;
import dev.penstock.ledger.Counters;
import java.util.function.Supplier;

/**
 * What the calls of one event loop need of the ledger.
 *
 * @param counters shared by all loops
 * @param now read once for each decision
 * @param room where this loop's calls wait for a limit
 */
public record Ledger(Counters counters, Supplier<Moment> now, WaitRoom room) {}
