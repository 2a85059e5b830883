/** Tests of what follows a failure, and of how long is waited before it. */
@NullMarked
package dev.penstock.attempt;

import org.jspecify.annotations.NullMarked;
