package dev.penstock.wrong.provider.beta;

import dev.penstock.wrong.provider.alpha.Alpha;

/** Breaks: a provider names its sibling. */
public record Beta(Alpha alpha) {}
