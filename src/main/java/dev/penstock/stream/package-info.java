/** The answer of one upstream call as it passes: cut into events, metered, ended truthfully. */
@NullMarked
package dev.penstock.stream;

import org.jspecify.annotations.NullMarked;
