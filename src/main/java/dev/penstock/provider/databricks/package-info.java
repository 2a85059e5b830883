/** Databricks model serving. */
@NullMarked
package dev.penstock.provider.databricks;

import org.jspecify.annotations.NullMarked;
