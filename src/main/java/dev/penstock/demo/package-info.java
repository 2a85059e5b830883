/** A model provider that needs no account: it speaks four dialects on loopback, so that everything else can be tried. */
@NullMarked
package dev.penstock.demo;

import org.jspecify.annotations.NullMarked;
