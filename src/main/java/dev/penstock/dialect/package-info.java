/**
 * The wire formats: what a request asks and what an answer used, read from bytes that stay as they are, and a kept
 * answer's other form, stream or body.
 */
@NullMarked
package dev.penstock.dialect;

import org.jspecify.annotations.NullMarked;
