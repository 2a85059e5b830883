/** The compat entry of a whole gateway. */
@NullMarked
package dev.penstock.app.compat;

import org.jspecify.annotations.NullMarked;
