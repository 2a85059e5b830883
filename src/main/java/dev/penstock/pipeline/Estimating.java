package dev.penstock.pipeline;

import dev.penstock.json.BodyParts;
import java.util.function.LongConsumer;

/** Counts tokens of texts off the event loop: counting is slow for an event loop, and loading its tables slower. */
public interface Estimating {
    /**
     * Counts, then tells the result on the event loop that asked.
     *
     * @param requestBody the request as it was sent
     * @param delivered the text delivered so far
     */
    void count(String model, byte[] requestBody, CharSequence delivered, Counted counted);

    /**
     * Counts the input of a request that is about to be sent, never too low, then tells it on the event loop that asked.
     *
     * @param parts what of the body costs tokens in another number than its bytes
     * @param most what it cannot be more than
     */
    void bound(String model, byte[] requestBody, BodyParts parts, long most, LongConsumer bounded);

    /** Takes the counts. */
    @FunctionalInterface
    interface Counted {
        void tokens(long input, long output);
    }
}
