/** The demo provider's wire shapes, over HTTP. */
@NullMarked
package dev.penstock.demo;

import org.jspecify.annotations.NullMarked;
