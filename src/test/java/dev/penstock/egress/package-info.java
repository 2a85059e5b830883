/** Tests of what may be connected to. */
@NullMarked
package dev.penstock.egress;

import org.jspecify.annotations.NullMarked;
