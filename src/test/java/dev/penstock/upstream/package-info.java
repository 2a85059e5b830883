/** The HTTP client against a scripted provider. */
@NullMarked
package dev.penstock.upstream;

import org.jspecify.annotations.NullMarked;
