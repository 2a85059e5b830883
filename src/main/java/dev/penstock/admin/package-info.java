/** Management, health and metrics, on their own port. */
@NullMarked
package dev.penstock.admin;

import org.jspecify.annotations.NullMarked;
