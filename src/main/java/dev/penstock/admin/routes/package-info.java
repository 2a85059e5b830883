/** Dynamic routes through the management API: stored, validated, versioned, deployed. */
@NullMarked
package dev.penstock.admin.routes;

import org.jspecify.annotations.NullMarked;
