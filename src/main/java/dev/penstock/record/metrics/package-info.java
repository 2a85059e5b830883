/** The record of calls as counters and histograms, with few labels, none of them a prompt, a key or a person. */
@NullMarked
package dev.penstock.record.metrics;

import org.jspecify.annotations.NullMarked;
