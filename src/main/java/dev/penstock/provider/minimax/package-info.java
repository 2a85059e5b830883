/** MiniMax. */
@NullMarked
package dev.penstock.provider.minimax;

import org.jspecify.annotations.NullMarked;
