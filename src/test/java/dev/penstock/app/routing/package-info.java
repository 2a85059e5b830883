/** Tries, targets and routes through the running gateway, against upstreams that fail in every way. */
@NullMarked
package dev.penstock.app.routing;

import org.jspecify.annotations.NullMarked;
