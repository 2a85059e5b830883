/** Dynamic routes as data: the graph, its kinds of elements, its conditions, the reader that checks them, and the legs of a call on its way. */
@NullMarked
package dev.penstock.route;

import org.jspecify.annotations.NullMarked;
