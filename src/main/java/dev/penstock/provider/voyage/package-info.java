/** Voyage. */
@NullMarked
package dev.penstock.provider.voyage;

import org.jspecify.annotations.NullMarked;
