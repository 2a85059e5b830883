package dev.penstock.store.spool;

import java.util.List;

/** Where the spool's rows end up. Called by one thread. */
public interface RowStore extends AutoCloseable {
    /**
     * Stores the rows, each replacing the row of its id; bodies a row had before stay if it brings none. A reservation
     * is kept until its call's row is there; one whose row is there is over.
     *
     * @param durably whether these and all given before must survive a power cut when this returns
     * @throws StoreUnavailable if the store cannot take anything now; the same is given again
     * @throws RowsRefused if the store will never take one of these
     */
    void store(List<? extends Spooled> entries, boolean durably) throws StoreUnavailable, RowsRefused;

    /** Called once, when the store has all that an ended process left: no row for its reservations will come. */
    default void caughtUp() throws StoreUnavailable {}

    /** Does some of what is due beside storing, within some milliseconds; true while more is due at once. */
    default boolean tend() {
        return false;
    }

    @Override
    void close();
}
