package dev.penstock.store.sqlite;

import dev.penstock.store.index.Records;
import java.nio.file.Path;

/**
 * Records of some rows of a database.
 *
 * @param numbers the number of each row in the database; empty where records stand at the numbers of their rows
 */
record Source(Path database, Records records, long[] numbers) {
    /** The number in the database of the row with this record, counted from 1. */
    long row(long record) {
        return numbers.length == 0 ? record : numbers[(int) record - 1];
    }
}
