/** The wire formats: what a request asks and what an answer used, read from bytes that stay as they are. */
@NullMarked
package dev.penstock.dialect;

import org.jspecify.annotations.NullMarked;
