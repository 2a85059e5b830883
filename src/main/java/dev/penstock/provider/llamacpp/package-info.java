/** The llama.cpp server. */
@NullMarked
package dev.penstock.provider.llamacpp;

import org.jspecify.annotations.NullMarked;
