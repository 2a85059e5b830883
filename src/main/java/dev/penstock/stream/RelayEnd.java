package dev.penstock.stream;

import dev.penstock.call.Failure;

/** How the carrying of one answer ended, as far as its upstream is concerned. */
public sealed interface RelayEnd {
    /** Everything came, cleanly framed, to its own ending. */
    record Whole() implements RelayEnd {}

    /** It broke off, or was not what it should be; whole events before that were sent on. */
    record Broken(Failure failure) implements RelayEnd {}

    /** The client left a full buffer unread for too long. */
    record ClientStalled() implements RelayEnd {}
}
