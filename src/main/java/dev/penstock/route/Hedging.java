package dev.penstock.route;

import dev.penstock.call.NanoUsd;
import java.time.Duration;
import java.util.Optional;

/**
 * When a second target is asked beside the first.
 *
 * @param after how long the first one is waited for; empty means the time within which 95 of 100 answers of it began
 * @param most the most calls in a hundred that are hedged
 * @param costCap a second request that may come to more is not sent
 * @param to who is asked; where empty, the next member of the pool, or the same one where it is alone
 */
public record Hedging(Optional<Duration> after, int most, Optional<NanoUsd> costCap, Optional<Member> to) {}
