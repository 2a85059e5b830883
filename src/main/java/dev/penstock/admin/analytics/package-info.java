/** Answers about sums over calls, as functions from what was asked to JSON: charts, and Cloudflare's GraphQL. */
@NullMarked
package dev.penstock.admin.analytics;

import org.jspecify.annotations.NullMarked;
