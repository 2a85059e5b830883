/** The one house of the JSON and YAML libraries. */
@NullMarked
package dev.penstock.json;

import org.jspecify.annotations.NullMarked;
