package dev.penstock.record;

/** Keeps one row per request and one per attempt. A row given twice under one id replaces itself. */
public interface CallLog {
    /**
     * Appends a finished call so that it survives the end of this process. Called on the event loop, before the
     * last byte leaves; must not wait.
     */
    void append(CallRow row);

    /** Whether another call may begin: false where the spool is full. */
    boolean hasRoom();
}
