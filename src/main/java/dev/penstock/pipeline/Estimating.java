package dev.penstock.pipeline;

/** Counts tokens of texts off the event loop: counting is slow for an event loop, and loading its tables slower. */
public interface Estimating {
    /**
     * Counts, then tells the result on the event loop that asked.
     *
     * @param requestBody the request as it was sent
     * @param delivered the text delivered so far
     */
    void count(String model, byte[] requestBody, CharSequence delivered, Counted counted);

    /** Takes the counts. */
    @FunctionalInterface
    interface Counted {
        void tokens(long input, long output);
    }
}
