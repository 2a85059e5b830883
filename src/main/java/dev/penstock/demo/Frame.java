package dev.penstock.demo;

/**
 * A piece of a stream as it goes on the wire.
 *
 * @param pauses how many pauses between tokens pass before it
 */
record Frame(String bytes, int pauses) {
    /** Pauses before the first token of an answer. */
    static final int THINKING = 6;

    /** A server-sent event without a name. */
    static Frame data(Object json, int pauses) {
        return new Frame("data: " + json + "\n\n", pauses);
    }

    /** A server-sent event with a name. */
    static Frame event(String name, Object json, int pauses) {
        return new Frame("event: " + name + "\ndata: " + json + "\n\n", pauses);
    }

    /** The pauses before the n-th token, counted from 0. */
    static int before(int token) {
        return token == 0 ? THINKING : 1;
    }
}
