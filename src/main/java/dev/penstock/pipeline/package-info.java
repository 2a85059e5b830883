/** The spine: the life of a call in one file, each line a door to one package. */
@NullMarked
package dev.penstock.pipeline;

import org.jspecify.annotations.NullMarked;
