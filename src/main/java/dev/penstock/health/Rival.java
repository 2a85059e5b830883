package dev.penstock.health;

import java.util.OptionalLong;

/**
 * One of several that could take the same call.
 *
 * @param weight its share among the others, at least 0
 * @param target where it leads
 * @param key with which credential
 * @param priceNano what the call would cost there, for comparing; empty where it is not known
 */
public record Rival(int weight, Lane target, Lane key, OptionalLong priceNano) {}
