package dev.penstock.meter;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a service tier does to the price of tokens. */
final class ServiceTier {
    /**
     * Names of the ordinary tier: OpenAI default (auto and "" while it is not settled), Anthropic and Gemini standard, Groq
     * on_demand, Vertex's traffic type ON_DEMAND, Gemini's enum with and without its prefix.
     */
    private static final Set<String> ORDINARY = Set.of(
            "", "default", "auto", "standard", "standard_only", "on_demand", "unspecified", "traffic_type_unspecified");

    private static final String GEMINI_PREFIX = "service_tier_";

    private ServiceTier() {}

    /** The factor on token prices; empty where the tier has no published one. */
    static Optional<Fraction> factor(ModelPrice price, Optional<String> servedBy) {
        String tier = servedBy.orElse("").toLowerCase(Locale.ROOT);
        String name = tier.startsWith(GEMINI_PREFIX) ? tier.substring(GEMINI_PREFIX.length()) : tier;
        return ORDINARY.contains(name) ? Optional.of(Fraction.ONE) : price.tier(name);
    }
}
