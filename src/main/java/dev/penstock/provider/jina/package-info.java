/** Jina. */
@NullMarked
package dev.penstock.provider.jina;

import org.jspecify.annotations.NullMarked;
