/** Limits and budgets of a running gateway: what they let pass, what they refuse, what they remember. */
@NullMarked
package dev.penstock.app.ledger;

import org.jspecify.annotations.NullMarked;
