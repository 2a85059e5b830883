/** The part of the Common Expression Language that conditions need: read, checked, and evaluated within bounds. */
@NullMarked
package dev.penstock.policy.rules.cel;

import org.jspecify.annotations.NullMarked;
