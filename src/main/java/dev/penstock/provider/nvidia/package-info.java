/** NVIDIA's hosted models. */
@NullMarked
package dev.penstock.provider.nvidia;

import org.jspecify.annotations.NullMarked;
