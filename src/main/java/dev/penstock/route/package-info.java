/** Dynamic routes as data: the graph, its six kinds of elements, its conditions, and the reader that checks them. */
@NullMarked
package dev.penstock.route;

import org.jspecify.annotations.NullMarked;
