/** Replicate. */
@NullMarked
package dev.penstock.provider.replicate;

import org.jspecify.annotations.NullMarked;
