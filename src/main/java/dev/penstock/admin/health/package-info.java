/** How an account's targets and keys are, through the management API. */
@NullMarked
package dev.penstock.admin.health;

import org.jspecify.annotations.NullMarked;
