package dev.penstock.health;

/**
 * How a provider is doing, over all accounts.
 *
 * @param inFlight calls open at its targets
 * @param limit how many may be open, over its addresses
 * @param open targets that are left alone because they fail
 * @param ejections how often a target or a key of it was benched
 * @param retries further tries that were made
 * @param retriesRefused further tries that the budget did not allow
 * @param turnedAway calls that found no place among those open
 */
public record ProviderHealth(
        String provider,
        int inFlight,
        long limit,
        int open,
        long ejections,
        long retries,
        long retriesRefused,
        long turnedAway) {}
