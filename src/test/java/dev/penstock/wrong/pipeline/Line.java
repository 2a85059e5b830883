package dev.penstock.wrong.pipeline;

/** Imported by a stage that is not http. */
public record Line(String value) {}
