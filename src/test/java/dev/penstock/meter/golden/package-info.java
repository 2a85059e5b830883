/** Usage shapes of six and more providers with their tokens and costs worked out by hand, read whole and as streams. */
@NullMarked
package dev.penstock.meter.golden;

import org.jspecify.annotations.NullMarked;
