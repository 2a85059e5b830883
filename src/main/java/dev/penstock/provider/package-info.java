/** One folder per provider: where it is, which header carries its key, what it serves. Nothing outside a folder knows it. */
@NullMarked
package dev.penstock.provider;

import org.jspecify.annotations.NullMarked;
