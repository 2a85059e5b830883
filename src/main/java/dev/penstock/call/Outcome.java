package dev.penstock.call;

/** How a call ended for its client. */
public enum Outcome {
    /** The whole answer was delivered, with whatever status the provider gave it. */
    WHOLE,
    /** The answer broke after its first byte left. */
    BROKEN,
    /** The client went away first. */
    CLIENT_CLOSED,
    /** We refused: authentication, bounds, bad request. */
    REFUSED,
    /** No target gave an answer. */
    FAILED
}
