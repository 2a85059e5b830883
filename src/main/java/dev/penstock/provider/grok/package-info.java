/** Grok, the models of xAI. */
@NullMarked
package dev.penstock.provider.grok;

import org.jspecify.annotations.NullMarked;
