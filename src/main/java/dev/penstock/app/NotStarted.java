package dev.penstock.app;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** The gateway cannot start, for a reason its operator can act on; the message says all there is to say. */
final class NotStarted extends Exception {
    private static final long serialVersionUID = 1;

    private NotStarted(String message, Throwable cause) {
        super(message, cause);
    }

    private NotStarted(String message) {
        super(message);
    }

    /** @param message whole sentences, which say what to do and nothing of a key */
    static NotStarted masterKey(String message) {
        return new NotStarted(message);
    }

    static NotStarted data(Object folder, IOException cause) {
        return new NotStarted(
                "Cannot use the data folder " + folder + ": " + reason(cause)
                        + ". Make it writable, or name another with --data.",
                cause);
    }

    static NotStarted listening(String what, String host, int port, Throwable cause) {
        return new NotStarted(
                "Cannot listen on " + host + " port " + port + ": " + cause.getMessage()
                        + ". Stop what uses it, or choose another with " + what + ".",
                cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof FileSystemException file) {
            String why = file.getReason();
            return file.getFile() + " " + (why == null ? file.getClass().getSimpleName() : why);
        }
        return String.valueOf(cause.getMessage());
    }
}
