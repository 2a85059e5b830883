/** SambaNova. */
@NullMarked
package dev.penstock.provider.sambanova;

import org.jspecify.annotations.NullMarked;
