package dev.penstock.app.cli;

/** A command could not do what it was asked to; the message says all there is to say. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    CommandFailed(String message) {
        super(message, null, false, false);
    }
}
