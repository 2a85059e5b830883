/** The rules of the house, kept as tests over everything built. */
@NullMarked
package dev.penstock;

import org.jspecify.annotations.NullMarked;
