/** Parallel. */
@NullMarked
package dev.penstock.provider.parallel;

import org.jspecify.annotations.NullMarked;
