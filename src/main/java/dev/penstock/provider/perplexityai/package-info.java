/** Perplexity. */
@NullMarked
package dev.penstock.provider.perplexityai;

import org.jspecify.annotations.NullMarked;
