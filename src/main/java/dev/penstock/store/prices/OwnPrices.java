package dev.penstock.store.prices;

import dev.penstock.config.PriceOverride;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An operator's own prices as JSON, so that a cost can be derived again after penstock.yaml has changed. */
final class OwnPrices {
    private static final int FORMAT = 1;

    private OwnPrices() {}

    static byte[] text(List<PriceOverride> prices) {
        JsonText text = JsonText.object(
                "format", FORMAT, "prices", prices.stream().map(OwnPrices::one).toList());
        return text.text().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException where the text is damaged */
    static List<PriceOverride> parse(byte[] text) {
        try {
            JsonTree tree = JsonTree.read(text);
            if (tree.at("format").whole().orElse(0) != FORMAT) {
                throw new IllegalArgumentException("Own prices of another format than " + FORMAT);
            }
            return tree.at("prices").items().stream().map(OwnPrices::one).toList();
        } catch (JsonMalformed | DateTimeException damaged) {
            throw new IllegalArgumentException("Own prices that cannot be read", damaged);
        }
    }

    private static JsonText one(PriceOverride price) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("provider", price.provider());
        fields.put("model", price.model());
        put(fields, "input", price.input());
        put(fields, "output", price.output());
        put(fields, "cache_read", price.cacheRead());
        put(fields, "cache_write", price.cacheWrite());
        put(fields, "cache_write_1h", price.cacheWrite1h());
        put(fields, "input_audio", price.inputAudio());
        put(fields, "output_audio", price.outputAudio());
        price.effectiveFrom().ifPresent(from -> fields.put("effective_from", from.toString()));
        return JsonText.of(fields);
    }

    /** Without ending zeros: 0E-999999 is a short text that would become a long one. */
    private static void put(Map<String, Object> fields, String name, Optional<BigDecimal> dollars) {
        dollars.ifPresent(amount -> fields.put(name, amount.signum() == 0 ? 0 : amount.stripTrailingZeros()));
    }

    private static PriceOverride one(JsonTree tree) {
        return new PriceOverride(
                tree.at("provider").text().orElseThrow(OwnPrices::damaged),
                tree.at("model").text().orElseThrow(OwnPrices::damaged),
                tree.at("input").decimal(),
                tree.at("output").decimal(),
                tree.at("cache_read").decimal(),
                tree.at("cache_write").decimal(),
                tree.at("cache_write_1h").decimal(),
                tree.at("input_audio").decimal(),
                tree.at("output_audio").decimal(),
                tree.at("effective_from").text().map(Instant::parse));
    }

    private static IllegalArgumentException damaged() {
        return new IllegalArgumentException("An own price names no provider or model");
    }
}
