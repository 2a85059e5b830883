/**
 * Answers that may be given again, in memory over disk, each bounded by bytes.
 *
 * <p>In memory they are Caffeine's, weighed by what they take. On disk they stand in one SQLite file in WAL mode, changed
 * by one thread and read by a few, each with a connection of its own; a set of all keys' first 64 bits in memory answers
 * misses without the disk. What is written waits in a queue bounded by bytes, in which it is found too; what is beyond
 * the bound is not kept on disk, and no caller ever waits.
 *
 * <p>The files stay within their bound: before a transaction the least recently used leave until it fits, by stamps of
 * last use that are minutes and written together; the log is emptied before it takes a fifteenth of the bound. A commit
 * survives the end of the process; each answer carries a CRC-32C, and one that fails it is deleted and not given. A file
 * that is damaged itself is made anew: a cache is only what can be asked again.
 *
 * <p>A purge is known from the moment it is asked for. What was asked for before and arrives later is not kept, what a
 * read brings up meanwhile is not given; the disk then deletes in small transactions between the writes of new answers.
 */
@NullMarked
package dev.penstock.store.replies;

import org.jspecify.annotations.NullMarked;
