/** DeepSeek. */
@NullMarked
package dev.penstock.provider.deepseek;

import org.jspecify.annotations.NullMarked;
