/** Who is calling: gateway tokens, found by id and compared in constant time. */
@NullMarked
package dev.penstock.identity;

import org.jspecify.annotations.NullMarked;
