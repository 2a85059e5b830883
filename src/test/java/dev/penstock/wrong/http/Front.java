package dev.penstock.wrong.http;

import dev.penstock.wrong.pipeline.Line;

/** Right: http may import the spine. */
record Front(Line line) {}
