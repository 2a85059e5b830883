/** Dynamic routes in a running gateway: put in force, changed and rolled back under calls. */
@NullMarked
package dev.penstock.app.routes;

import org.jspecify.annotations.NullMarked;
