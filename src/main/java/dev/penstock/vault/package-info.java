/** Secrets at rest: each sealed under a data key of its own, and that under a master key the store never holds. */
@NullMarked
package dev.penstock.vault;

import org.jspecify.annotations.NullMarked;
