/** fal. */
@NullMarked
package dev.penstock.provider.fal;

import org.jspecify.annotations.NullMarked;
