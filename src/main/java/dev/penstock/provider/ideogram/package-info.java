/** Ideogram. */
@NullMarked
package dev.penstock.provider.ideogram;

import org.jspecify.annotations.NullMarked;
