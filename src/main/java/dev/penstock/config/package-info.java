/** penstock.yaml as records: read whole, checked whole, refused with file, line and the nearest known key. */
@NullMarked
package dev.penstock.config;

import org.jspecify.annotations.NullMarked;
