/** Nebius. */
@NullMarked
package dev.penstock.provider.nebius;

import org.jspecify.annotations.NullMarked;
