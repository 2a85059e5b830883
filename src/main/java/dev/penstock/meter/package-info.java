/** From usage to money: the price book, the cost of a call in integer nano-USD, token estimates where nothing was reported. */
@NullMarked
package dev.penstock.meter;

import org.jspecify.annotations.NullMarked;
