package dev.penstock.store.spool;

/** The store will never take at least one of the rows it was given; none of them was stored. */
public final class RowsRefused extends Exception {
    private static final long serialVersionUID = 1;

    public RowsRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
