package dev.penstock.store.spool;

/** The store cannot take rows now. The rows wait. */
public final class StoreUnavailable extends Exception {
    private static final long serialVersionUID = 1;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
