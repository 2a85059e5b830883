/** Fakes written by hand, and sample data. */
@NullMarked
package dev.penstock.testkit;

import org.jspecify.annotations.NullMarked;
