/** Kept and shared answers through the running gateway. */
@NullMarked
package dev.penstock.app.cache;

import org.jspecify.annotations.NullMarked;
