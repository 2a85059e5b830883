/** Commands that speak to a running gateway, before a management API made by hand. */
@NullMarked
package dev.penstock.app.cli;

import org.jspecify.annotations.NullMarked;
