/** Groq. */
@NullMarked
package dev.penstock.provider.groq;

import org.jspecify.annotations.NullMarked;
