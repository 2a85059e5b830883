/** Tests of keys, their explanation and what a call wishes of the cache. */
@NullMarked
package dev.penstock.cache;

import org.jspecify.annotations.NullMarked;
