/** Snowflake Cortex. */
@NullMarked
package dev.penstock.provider.snowflake;

import org.jspecify.annotations.NullMarked;
