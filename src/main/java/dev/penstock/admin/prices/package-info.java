/** The price list: showing, comparing and replacing it, receipts of calls, and correcting rows by other prices. */
@NullMarked
package dev.penstock.admin.prices;

import org.jspecify.annotations.NullMarked;
