/** Baseten. */
@NullMarked
package dev.penstock.provider.baseten;

import org.jspecify.annotations.NullMarked;
