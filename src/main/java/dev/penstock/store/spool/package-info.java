/**
 * The spool: call rows on disk between the event loops that append them and the store that keeps them; the write-ahead
 * log of accounting.
 *
 * <p>Each event loop owns an appender and with it one growing segment file. A row is one
 * framed record and one write(2): it is in the page cache when append returns and so survives the end of the process. A
 * thread forces the segments to the disk at most every 50 ms, which bounds what a power cut can take. Another thread
 * reads the segments in order, hands batches to a {@link dev.penstock.store.spool.RowStore} and deletes a segment only
 * when the store has said that every row in it is durable. A segment that an ended process left is read from its
 * beginning, up to its first record that is not whole; the store replaces rows it knows, so a row read twice is one row.
 *
 * <p>What is held for an attempt is a record, too, written before the request leaves. Most meet their call's row in the
 * same batch and go no further; the store keeps the others until the row comes.
 *
 * <p>Bodies take another way: in memory, bounded by bytes, and dropped before any row is.
 */
@NullMarked
package dev.penstock.store.spool;

import org.jspecify.annotations.NullMarked;
