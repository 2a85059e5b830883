/** Google AI Studio: Gemini by API key. */
@NullMarked
package dev.penstock.provider.googleaistudio;

import org.jspecify.annotations.NullMarked;
