/** Anthropic. */
@NullMarked
package dev.penstock.provider.anthropic;

import org.jspecify.annotations.NullMarked;
