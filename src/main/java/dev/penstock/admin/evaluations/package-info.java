/** Datasets, evaluation types and evaluations: what the log says of calls, summed up over saved filters. */
@NullMarked
package dev.penstock.admin.evaluations;

import org.jspecify.annotations.NullMarked;
