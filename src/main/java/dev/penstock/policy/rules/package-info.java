/** Policies on who may use which model within which budget: their objects, and the order in which they decide. */
@NullMarked
package dev.penstock.policy.rules;

import org.jspecify.annotations.NullMarked;
