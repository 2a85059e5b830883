/** Ollama. */
@NullMarked
package dev.penstock.provider.ollama;

import org.jspecify.annotations.NullMarked;
