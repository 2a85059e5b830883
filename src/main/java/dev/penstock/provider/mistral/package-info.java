/** Mistral. */
@NullMarked
package dev.penstock.provider.mistral;

import org.jspecify.annotations.NullMarked;
