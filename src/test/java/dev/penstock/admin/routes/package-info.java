/** What is made of the routes that are kept. */
@NullMarked
package dev.penstock.admin.routes;

import org.jspecify.annotations.NullMarked;
