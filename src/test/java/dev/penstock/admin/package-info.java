/** The management API's own parts, without a gateway round them. */
@NullMarked
package dev.penstock.admin;

import org.jspecify.annotations.NullMarked;
