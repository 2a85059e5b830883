package dev.penstock.store.index;

/** One condition on records. Made for the records of one file, and one thread's. */
interface RecordTest {
    boolean holds(Records records, long row);
}
