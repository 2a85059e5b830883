package dev.penstock.app;

/** A backup cannot be made or used; the message says all there is to say, and nothing was changed. */
final class BackupRefused extends Exception {
    private static final long serialVersionUID = 1;

    BackupRefused(String message) {
        super(message);
    }
}
