/** Answers kept to be given again: their keys, what is kept of them, and why a call was or was not answered so. */
@NullMarked
package dev.penstock.cache;

import org.jspecify.annotations.NullMarked;
