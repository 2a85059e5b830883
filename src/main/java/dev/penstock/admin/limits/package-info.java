/** How limits stand now, through the management API. */
@NullMarked
package dev.penstock.admin.limits;

import org.jspecify.annotations.NullMarked;
