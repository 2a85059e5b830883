/** Clients and upstreams that mean harm, against the running gateway. */
@NullMarked
package dev.penstock.app.hostile;

import org.jspecify.annotations.NullMarked;
