/** Policies through the management API: drafted, committed, shown and simulated. */
@NullMarked
package dev.penstock.admin.policies;

import org.jspecify.annotations.NullMarked;
