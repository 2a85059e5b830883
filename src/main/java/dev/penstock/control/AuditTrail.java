package dev.penstock.control;

import java.io.IOException;

/** Keeps who did what, in a chain that shows where it was cut. Blocks: not for event loops. */
public interface AuditTrail extends AutoCloseable {
    /** Appends durably, before the effect. What cannot be appended must not happen. */
    Head append(Entry entry) throws IOException;

    @Override
    void close();

    /**
     * One act. Holds no secret and no prompt.
     *
     * @param at epoch milliseconds
     * @param account empty for the installation's
     * @param action "gateway created", "key read"
     */
    record Entry(long at, Actor actor, String account, String action, String object) {}

    /**
     * Where the chain ends.
     *
     * @param count the entries there are
     * @param hash of the last one, in hexadecimal digits
     */
    record Head(long count, String hash) {}
}
