package dev.penstock.store.spool;

import java.util.List;

/** Where the spool's rows end up. Called by one thread. */
public interface RowStore extends AutoCloseable {
    /**
     * Stores the rows, each replacing the row of its id; bodies a row had before stay if it brings none.
     *
     * @param durably whether these rows and all given before must survive a power cut when this returns
     * @throws StoreUnavailable if the store cannot take rows now; the same rows are given again
     * @throws RowsRefused if the store will never take one of these rows
     */
    void store(List<SpooledRow> rows, boolean durably) throws StoreUnavailable, RowsRefused;

    /** Does some of what is due beside storing, within some milliseconds; true while more is due at once. */
    default boolean tend() {
        return false;
    }

    @Override
    void close();
}
