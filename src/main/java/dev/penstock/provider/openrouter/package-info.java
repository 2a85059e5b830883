/** OpenRouter. */
@NullMarked
package dev.penstock.provider.openrouter;

import org.jspecify.annotations.NullMarked;
