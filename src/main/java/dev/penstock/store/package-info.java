/** Stores behind the ports. Only app imports these. */
@NullMarked
package dev.penstock.store;

import org.jspecify.annotations.NullMarked;
