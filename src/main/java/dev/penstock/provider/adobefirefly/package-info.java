/** Adobe Firefly. */
@NullMarked
package dev.penstock.provider.adobefirefly;

import org.jspecify.annotations.NullMarked;
