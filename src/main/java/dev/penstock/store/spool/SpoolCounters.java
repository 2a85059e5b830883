package dev.penstock.store.spool;

/**
 * What the spool has done since it was opened.
 *
 * @param appended rows that are on disk
 * @param written rows the store has taken, rows of an ended process included
 * @param pendingBytes rows on disk that the store has not taken
 * @param heldBodyBytes bodies in memory
 * @param droppedBodies calls whose bodies were dropped because memory for bodies was full
 * @param droppedBodyBytes their bytes
 * @param fsyncErrors segments given up because forcing them failed
 * @param writeErrors failed writes to a segment
 * @param lost rows and reservations dropped because the disk refused them and the memory for waiting rows was full
 * @param quarantined rows and reservations set aside because the store refused them or nobody could read them
 * @param tornBytes bytes at the end of segments that held no whole record
 */
public record SpoolCounters(
        long appended,
        long written,
        long pendingBytes,
        long heldBodyBytes,
        long droppedBodies,
        long droppedBodyBytes,
        long fsyncErrors,
        long writeErrors,
        long lost,
        long quarantined,
        long tornBytes) {}
