package dev.penstock.pipeline;

import dev.penstock.cache.ReplyStore;
import dev.penstock.call.ByteBudget;
import java.util.concurrent.Executor;

/**
 * What the calls of all event loops share of answers.
 *
 * @param replies those that are kept
 * @param flights those that are under way
 * @param runs streams that can be taken up again
 * @param bytes the bound of all answers under way that several may read
 * @param uses kept answers that are being read
 * @param apart runs what would hold up an event loop
 */
public record Sharing(
        ReplyStore replies, Flights flights, Runs runs, ByteBudget bytes, ReplyUses uses, Executor apart) {}
