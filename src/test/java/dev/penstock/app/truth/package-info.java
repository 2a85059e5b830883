/** Holds the running gateway against what providers really sent: every byte, every ending, every break. */
@NullMarked
package dev.penstock.app.truth;

import org.jspecify.annotations.NullMarked;
