/** The management API of a running gateway. */
@NullMarked
package dev.penstock.app.api;

import org.jspecify.annotations.NullMarked;
