/** Tests of health, on a clock that the tests move: hours of traffic in seconds. */
@NullMarked
package dev.penstock.health;

import org.jspecify.annotations.NullMarked;
