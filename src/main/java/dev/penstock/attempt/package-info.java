/** Trying targets in order until one answers. */
@NullMarked
package dev.penstock.attempt;

import org.jspecify.annotations.NullMarked;
