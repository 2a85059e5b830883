/**
 * What is left of every limit: taken before a call is sent, settled once when it has ended. Buckets hold postings;
 * a balance is their sum.
 */
@NullMarked
package dev.penstock.ledger;

import org.jspecify.annotations.NullMarked;
