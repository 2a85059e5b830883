/** The record of a call: one row per request, one per attempt, and the port that keeps them. */
@NullMarked
package dev.penstock.record;

import org.jspecify.annotations.NullMarked;
