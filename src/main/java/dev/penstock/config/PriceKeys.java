package dev.penstock.config;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The keys of an item of "prices". */
final class PriceKeys {
    private static final Key<String> PROVIDER =
            Key.required("provider", Kinds.text(1, 64), "The provider's slug, such as openai.");
    private static final Key<String> MODEL =
            Key.required("model", Kinds.text(1, 256), "The model, as the provider names it.");
    private static final Key<Optional<BigDecimal>> INPUT = price("input", "Uncached input tokens.");
    private static final Key<Optional<BigDecimal>> OUTPUT = price("output", "Output tokens, reasoning included.");
    private static final Key<Optional<BigDecimal>> CACHE_READ =
            price("cache_read", "Input tokens read from the provider's prompt cache.");
    private static final Key<Optional<BigDecimal>> CACHE_WRITE =
            price("cache_write", "Input tokens written to a prompt cache that lives five minutes.");
    private static final Key<Optional<BigDecimal>> CACHE_WRITE_1H =
            price("cache_write_1h", "Input tokens written to a prompt cache that lives one hour.");
    private static final Key<Optional<BigDecimal>> INPUT_AUDIO = price("input_audio", "Audio input tokens.");
    private static final Key<Optional<BigDecimal>> OUTPUT_AUDIO = price("output_audio", "Audio output tokens.");
    private static final Key<Optional<Instant>> EFFECTIVE_FROM =
            Key.optional("effective_from", TokenKeys.instant(), "always", "From when on the price holds.");

    static final SectionKind<PriceOverride> SECTION = new SectionKind<>(
            List.of(
                    PROVIDER,
                    MODEL,
                    INPUT,
                    OUTPUT,
                    CACHE_READ,
                    CACHE_WRITE,
                    CACHE_WRITE_1H,
                    INPUT_AUDIO,
                    OUTPUT_AUDIO,
                    EFFECTIVE_FROM),
            PriceKeys::build);

    private PriceKeys() {}

    private static Key<Optional<BigDecimal>> price(String name, String says) {
        return Key.optional(
                name,
                Kinds.dollars("US dollars per million tokens"),
                "the catalogue's price",
                says + " US dollars per million tokens.");
    }

    private static PriceOverride build(Fields fields) {
        return new PriceOverride(
                fields.get(PROVIDER),
                fields.get(MODEL),
                fields.get(INPUT),
                fields.get(OUTPUT),
                fields.get(CACHE_READ),
                fields.get(CACHE_WRITE),
                fields.get(CACHE_WRITE_1H),
                fields.get(INPUT_AUDIO),
                fields.get(OUTPUT_AUDIO),
                fields.get(EFFECTIVE_FROM));
    }
}
