package dev.penstock.config;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A price the operator sets, in US dollars per million tokens; what is empty keeps the catalogue's price.
 *
 * @param input uncached input tokens
 * @param cacheRead input tokens read from the provider's prompt cache
 * @param cacheWrite input tokens written to a cache of five minutes
 * @param cacheWrite1h input tokens written to a cache of one hour
 * @param effectiveFrom from when on it holds; empty is always
 */
public record PriceOverride(
        String provider,
        String model,
        Optional<BigDecimal> input,
        Optional<BigDecimal> output,
        Optional<BigDecimal> cacheRead,
        Optional<BigDecimal> cacheWrite,
        Optional<BigDecimal> cacheWrite1h,
        Optional<BigDecimal> inputAudio,
        Optional<BigDecimal> outputAudio,
        Optional<Instant> effectiveFrom) {}
