package dev.penstock.meter;

import dev.penstock.call.NanoUsd;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The most a call can cost before it is sent: every token as the dearest kind it could turn out to be. No usage within the
 * size costs more at the same price. Not within it, because nobody can bound them: the fees of tools that the provider
 * runs itself (web search and the like), the input such a tool adds, and a cost that the provider reports on its own.
 */
public final class WorstCase {
    private static final PriceKind[] TEXT_IN = {
        PriceKind.INPUT, PriceKind.CACHE_READ, PriceKind.CACHE_WRITE, PriceKind.CACHE_WRITE_1H
    };
    private static final PriceKind[] MEDIA_IN = {PriceKind.INPUT_AUDIO, PriceKind.INPUT_IMAGE};
    private static final PriceKind[] OUT = {
        PriceKind.OUTPUT, PriceKind.REASONING, PriceKind.OUTPUT_AUDIO, PriceKind.OUTPUT_IMAGE
    };

    private WorstCase() {}

    /**
     * How large a call can become.
     *
     * @param inputTokens all that it sends, cached or not
     * @param outputTokens all that it can be answered, over all choices
     * @param serviceTier the tier it asks for
     * @param media whether input may be sound or pictures, which some models charge dearer than text
     */
    public record Size(long inputTokens, long outputTokens, Optional<String> serviceTier, boolean media) {
        public Size {
            inputTokens = Math.max(0, inputTokens);
            outputTokens = Math.max(0, outputTokens);
        }

        /** A call of which is not known that it has no media. */
        public Size(long inputTokens, long outputTokens, Optional<String> serviceTier) {
            this(inputTokens, outputTokens, serviceTier, true);
        }
    }

    /** Empty where a kind that the call must use has no known price; a million dollars where it is more. */
    static Optional<NanoUsd> of(ModelPrice price, Size size) {
        long prompt = size.inputTokens();
        long in = Math.max(dearest(price, prompt, TEXT_IN), size.media() ? dearest(price, prompt, MEDIA_IN) : -1);
        long out = dearest(price, prompt, OUT);
        if ((prompt > 0 && in < 0) || (size.outputTokens() > 0 && out < 0) || (in < 0 && out < 0)) {
            return Optional.empty();
        }
        BigInteger tokens = product(prompt, in).add(product(size.outputTokens(), out));
        Rate request = price.rate(PriceKind.REQUEST);
        BigInteger fee = request == null ? BigInteger.ZERO : BigInteger.valueOf(request.forPrompt(0));
        return Optional.of(Costs.atMost(tokens, fee, ServiceTier.dearest(price, size.serviceTier())));
    }

    private static BigInteger product(long tokens, long price) {
        return tokens == 0 ? BigInteger.ZERO : BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(price));
    }

    /** The dearest of the kinds that have a price; below 0 where none has. */
    private static long dearest(ModelPrice price, long prompt, PriceKind[] kinds) {
        long dearest = -1;
        for (PriceKind kind : kinds) {
            @Nullable Rate rate = price.rate(kind);
            dearest = rate == null ? dearest : Math.max(dearest, rate.dearestUpTo(prompt));
        }
        return dearest;
    }
}
