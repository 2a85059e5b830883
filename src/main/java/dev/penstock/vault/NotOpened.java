package dev.penstock.vault;

/** A sealed secret cannot be opened; the message says whose it is and why, and nothing of what it holds. */
public final class NotOpened extends Exception {
    private static final long serialVersionUID = 1;

    NotOpened(String message) {
        super(message);
    }
}
