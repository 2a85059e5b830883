/** DeepInfra. */
@NullMarked
package dev.penstock.provider.deepinfra;

import org.jspecify.annotations.NullMarked;
