/** Wires everything to everything: command line, wiring, reload. The only package that knows all; nobody imports it. */
@NullMarked
package dev.penstock.app;

import org.jspecify.annotations.NullMarked;
