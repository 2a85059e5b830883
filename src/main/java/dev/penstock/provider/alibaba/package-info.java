/** Alibaba Cloud Model Studio, the makers of Qwen. */
@NullMarked
package dev.penstock.provider.alibaba;

import org.jspecify.annotations.NullMarked;
