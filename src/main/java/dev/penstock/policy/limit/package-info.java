/** Limits and budgets: which of them a call falls under, what it wants of each, and how it is told that nothing is left. */
@NullMarked
package dev.penstock.policy.limit;

import org.jspecify.annotations.NullMarked;
