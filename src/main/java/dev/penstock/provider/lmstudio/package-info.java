/** LM Studio. */
@NullMarked
package dev.penstock.provider.lmstudio;

import org.jspecify.annotations.NullMarked;
