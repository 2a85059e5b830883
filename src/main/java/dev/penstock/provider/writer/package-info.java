/** Writer. */
@NullMarked
package dev.penstock.provider.writer;

import org.jspecify.annotations.NullMarked;
