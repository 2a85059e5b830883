/**
 * Call rows in SQLite: one file for each UTC day, written by one thread, read by any number.
 *
 * <p>Rows are found by the index beside each file ({@link dev.penstock.store.index}), which follows each commit and is
 * made anew from the rows where its last writer did not close it. A row's columns are what one sums by; {@code detail} is the row itself, attempts included, as
 * {@link dev.penstock.store.spool.RowCodec} wrote it, because binding forty more values costs more than all else together
 * (measured: 8 µs a row against 4). Bodies stand in {@code bodies}, those of one batch compressed together in blocks of
 * 128 KB, because a zstd frame for each body of 1 KB takes three times the CPU and 1.8 times the space.
 *
 * <p>A deleted row leaves a mark without contents, so that a spool read again after a crash does not bring it back. Its
 * bodies, texts and free pages are overwritten within a cycle of some seconds; the mark goes when its day is over.
 *
 * <p>Durability: WAL with synchronous=NORMAL. A commit survives the end of the process, not a power cut; rows a power
 * cut takes are in the spool, which deletes a segment only after a commit with synchronous=FULL. That syncs the WAL with
 * every commit before it, and so makes the whole file durable up to there.
 *
 * <p>Sums by minute, hour and day stand in the same file and change in the same transaction ({@link
 * dev.penstock.store.sqlite.RollupTables}), so they equal the rows whenever a process is killed. What a row adds is taken
 * back by what its file says of it; what people note later beside a row, and its deletion, do not touch the sums.
 *
 * <p>So do balances of limits and budgets ({@link dev.penstock.store.sqlite.BalanceTables}): a row and what it counts are
 * in one commit or in none. What is held for a call without a row stands in the file of the day the call began, where
 * its row will be.
 */
@NullMarked
package dev.penstock.store.sqlite;

import org.jspecify.annotations.NullMarked;
