package dev.penstock.wrong.dialect.one;

import dev.penstock.wrong.dialect.two.Two;

/** Breaks: a dialect names its sibling. */
record One(Two two) {}
