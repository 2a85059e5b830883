/** Commands that speak to a running gateway's management API, as any script could. */
@NullMarked
package dev.penstock.app.cli;

import org.jspecify.annotations.NullMarked;
