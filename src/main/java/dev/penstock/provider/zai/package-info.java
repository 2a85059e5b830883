/** Z.ai, the makers of GLM. */
@NullMarked
package dev.penstock.provider.zai;

import org.jspecify.annotations.NullMarked;
