/** Moonshot, the makers of Kimi. */
@NullMarked
package dev.penstock.provider.moonshot;

import org.jspecify.annotations.NullMarked;
