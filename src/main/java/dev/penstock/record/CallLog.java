package dev.penstock.record;

/** Keeps one row per request and one per attempt. A row given twice under one id replaces itself. */
public interface CallLog {
    /**
     * Appends what is held for an attempt, so that it is charged should this process end before the call's row comes;
     * the row takes its place. Called on the event loop, before the request leaves; must not wait.
     *
     * @return whether it is on record; if not, the request must not leave
     */
    boolean reserve(Reservation reservation);

    /**
     * Appends a finished call so that it survives the end of this process. Called on the event loop, before the
     * last byte leaves; must not wait.
     */
    void append(CallRow row);

    /** Whether another call may begin: false where the spool is full. */
    boolean hasRoom();
}
