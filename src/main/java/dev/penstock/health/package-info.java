/**
 * How well targets, keys and upstreams are, learned from the calls themselves: who is passed over, who is tried again,
 * how many calls may be open, and in which order equals are asked.
 */
@NullMarked
package dev.penstock.health;

import org.jspecify.annotations.NullMarked;
