/** The benchmark: starts nginx, Penstock and a cheap upstream in processes of their own, loads them in turns, writes it down. */
@NullMarked
package dev.penstock.bench;

import org.jspecify.annotations.NullMarked;
