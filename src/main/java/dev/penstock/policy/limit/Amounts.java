package dev.penstock.policy.limit;

import java.util.OptionalLong;

/**
 * The most a call may come to, or what it came to.
 *
 * @param costNano in nano-USD; empty where the price is not known
 */
public record Amounts(OptionalLong costNano, long inputTokens, long outputTokens) {}
