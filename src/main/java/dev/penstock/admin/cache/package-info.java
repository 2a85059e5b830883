/** Kept answers through the management API: forgetting them, how full their store is, and why a call has none. */
@NullMarked
package dev.penstock.admin.cache;

import org.jspecify.annotations.NullMarked;
