package dev.penstock.meter;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One model of a price list, and what an ordinary prompt and an ordinary answer cost at one moment.
 *
 * @param input in nano-USD per million tokens; empty is unknown
 * @param output likewise
 */
public record ListedPrice(String model, OptionalLong input, OptionalLong output) {
    static ListedPrice of(String model, ModelPrice price) {
        return new ListedPrice(model, base(price.rate(PriceKind.INPUT)), base(price.rate(PriceKind.OUTPUT)));
    }

    private static OptionalLong base(@Nullable Rate rate) {
        return rate == null ? OptionalLong.empty() : OptionalLong.of(rate.base());
    }
}
