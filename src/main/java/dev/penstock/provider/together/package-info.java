/** Together. */
@NullMarked
package dev.penstock.provider.together;

import org.jspecify.annotations.NullMarked;
