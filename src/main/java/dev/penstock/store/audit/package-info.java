/** The audit trail as a file of lines, each holding the hash of the one before. */
@NullMarked
package dev.penstock.store.audit;

import org.jspecify.annotations.NullMarked;
