/** Receipts and the pricing anew of rows, without a gateway round them. */
@NullMarked
package dev.penstock.admin.prices;

import org.jspecify.annotations.NullMarked;
