package dev.penstock.meter;

import static dev.penstock.call.Usage.orZero;

import dev.penstock.call.CallRefused;
import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cost a client sets for its own call, in the header cf-aig-custom-cost, as Cloudflare documents it. */
public sealed interface CustomCost {
    /** The cost; empty where it is set per token and no tokens are known. */
    Optional<NanoUsd> cost(Usage usage);

    /** The most a call of a size can cost; a million dollars where it is more. */
    NanoUsd worst(WorstCase.Size size);

    /**
     * Reads the header: {@code per_token_in}, {@code per_token_out}, {@code per_cache_read_token} and
     * {@code per_cache_write_token} in US dollars a token, or {@code total_cost} in US dollars.
     *
     * @throws CallRefused 400 saying what is wrong with it
     */
    static CustomCost parse(String header) {
        return CustomCostHeader.parse(header);
    }

    /** A fixed amount, whatever was used. */
    record Total(BigDecimal dollars) implements CustomCost {
        @Override
        public Optional<NanoUsd> cost(Usage usage) {
            return CustomCostHeader.nano(dollars);
        }

        @Override
        public NanoUsd worst(WorstCase.Size size) {
            return CustomCostHeader.atMost(dollars);
        }
    }

    /**
     * Dollars per token, each kind apart. Without a price for the cache all input costs the same; with one of the two
     * cache prices the other is the price of input.
     */
    record PerToken(BigDecimal in, BigDecimal out, BigDecimal cacheRead, BigDecimal cacheWrite) implements CustomCost {
        @Override
        public Optional<NanoUsd> cost(Usage usage) {
            if (usage.inputTotal() == null && usage.output() == null) {
                return Optional.empty();
            }
            BigDecimal written = times(cacheWrite, usage.cacheWrite5m()).add(times(cacheWrite, usage.cacheWrite1h()));
            return CustomCostHeader.nano(times(in, usage.input())
                    .add(times(cacheRead, usage.cacheRead()))
                    .add(written)
                    .add(times(out, usage.output())));
        }

        @Override
        public NanoUsd worst(WorstCase.Size size) {
            BigDecimal dearest = in.max(cacheRead).max(cacheWrite);
            return CustomCostHeader.atMost(times(dearest, size.inputTokens()).add(times(out, size.outputTokens())));
        }

        private static BigDecimal times(BigDecimal price, @Nullable Long tokens) {
            return price.multiply(BigDecimal.valueOf(Math.max(0, orZero(tokens))));
        }
    }
}
