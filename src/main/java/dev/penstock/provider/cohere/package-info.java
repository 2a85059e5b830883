/** Cohere. */
@NullMarked
package dev.penstock.provider.cohere;

import org.jspecify.annotations.NullMarked;
