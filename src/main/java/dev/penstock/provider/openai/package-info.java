/** OpenAI. */
@NullMarked
package dev.penstock.provider.openai;

import org.jspecify.annotations.NullMarked;
