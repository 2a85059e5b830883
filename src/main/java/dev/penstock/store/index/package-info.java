/**
 * What rows are found by, beside the database that keeps them: a record of fixed width for each row, at the place its
 * row number says, and the texts the records point to. Both are mapped into memory and read from end to end: a million
 * records take some tens of milliseconds, whatever is asked. All of it is derived, and made anew where it is in doubt.
 */
@NullMarked
package dev.penstock.store.index;

import org.jspecify.annotations.NullMarked;
