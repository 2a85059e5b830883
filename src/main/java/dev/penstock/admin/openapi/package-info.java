/** The API's description of itself. */
@NullMarked
package dev.penstock.admin.openapi;

import org.jspecify.annotations.NullMarked;
