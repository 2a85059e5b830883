/** Cerebras. */
@NullMarked
package dev.penstock.provider.cerebras;

import org.jspecify.annotations.NullMarked;
