/** Kept answers: in memory, on disk, over restarts, kills and damage. */
@NullMarked
package dev.penstock.store.replies;

import org.jspecify.annotations.NullMarked;
