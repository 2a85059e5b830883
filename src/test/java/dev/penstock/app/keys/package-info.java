/** Which credential a call carries to its provider, seen from both sides of a running gateway. */
@NullMarked
package dev.penstock.app.keys;

import org.jspecify.annotations.NullMarked;
