/** The vendors' own SDKs, unchanged but for their base URL: each sees the same with the gateway as without. */
@NullMarked
package dev.penstock.app.clients;

import org.jspecify.annotations.NullMarked;
