/** What counters promise, and how the ones in memory keep it. */
@NullMarked
package dev.penstock.ledger;

import org.jspecify.annotations.NullMarked;
