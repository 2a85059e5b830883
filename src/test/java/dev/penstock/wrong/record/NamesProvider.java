package dev.penstock.wrong.record;

import dev.penstock.wrong.provider.alpha.Alpha;

/** Breaks: a stage names a provider. */
record NamesProvider(Alpha alpha) {}
