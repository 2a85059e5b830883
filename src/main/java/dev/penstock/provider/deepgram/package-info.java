/** Deepgram. */
@NullMarked
package dev.penstock.provider.deepgram;

import org.jspecify.annotations.NullMarked;
