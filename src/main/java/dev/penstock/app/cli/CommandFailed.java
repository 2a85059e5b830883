package dev.penstock.app.cli;

/** A command could not do what it was asked to; the message says all there is to say. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    CommandFailed(String message) {
        this(message, 0);
    }

    /** @param status of the gateway's answer; 0 where none came */
    CommandFailed(String message, int status) {
        super(message, null, false, false);
        this.status = status;
    }

    /** Whether the gateway has no such thing. */
    boolean isAbsent() {
        return status == 404;
    }
}
