/** Tokens: the first one, those for management and those for calls. */
@NullMarked
package dev.penstock.admin.tokens;

import org.jspecify.annotations.NullMarked;
