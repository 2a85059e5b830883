/** Fireworks. */
@NullMarked
package dev.penstock.provider.fireworks;

import org.jspecify.annotations.NullMarked;
