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

    /**
     * Those of them that are served as asked. Where nothing is asked, the ordinary tier serves, too, unless the owner of an
     * OpenAI project has set it otherwise: to hold twice the money of every call for the few who did would refuse what the
     * others can pay.
     */
    private static final Set<String> SETTLED = Set.of("", "default", "standard", "standard_only", "on_demand");

    private static final String GEMINI_PREFIX = "service_tier_";

    private ServiceTier() {}

    /** The factor on token prices; empty where the tier has no published one. */
    static Optional<Fraction> factor(ModelPrice price, Optional<String> servedBy) {
        String name = name(servedBy);
        return ORDINARY.contains(name) ? Optional.of(Fraction.ONE) : price.tier(name);
    }

    /**
     * The largest factor a call can be served by that asks for a tier. Never below 1: batch and flex fall back to the
     * ordinary tier. OpenAI's auto is what the project is set to, so it can be any
     * (https://platform.openai.com/docs/api-reference/chat/create, service_tier); so can a tier we do not know.
     */
    static Fraction dearest(ModelPrice price, Optional<String> asked) {
        String name = name(asked);
        if (SETTLED.contains(name)) {
            return Fraction.ONE;
        }
        return price.tier(name).map(Fraction.ONE::orLarger).orElse(price.dearestTier());
    }

    private static String name(Optional<String> tier) {
        String name = tier.orElse("").toLowerCase(Locale.ROOT);
        return name.startsWith(GEMINI_PREFIX) ? name.substring(GEMINI_PREFIX.length()) : name;
    }
}
