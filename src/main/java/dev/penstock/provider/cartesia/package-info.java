/** Cartesia. */
@NullMarked
package dev.penstock.provider.cartesia;

import org.jspecify.annotations.NullMarked;
