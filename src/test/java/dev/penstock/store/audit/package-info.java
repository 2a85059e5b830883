/** The audit trail, written, damaged and checked. */
@NullMarked
package dev.penstock.store.audit;

import org.jspecify.annotations.NullMarked;
