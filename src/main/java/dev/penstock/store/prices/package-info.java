/** The prices part of the data folder: every price list and every set of own prices that was in force, a file each. */
@NullMarked
package dev.penstock.store.prices;

import org.jspecify.annotations.NullMarked;
