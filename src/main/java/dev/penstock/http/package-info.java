/** The data plane's front: routes, the exchange with a client, error bodies, event writing. */
@NullMarked
package dev.penstock.http;

import org.jspecify.annotations.NullMarked;
