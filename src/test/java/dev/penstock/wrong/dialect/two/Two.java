package dev.penstock.wrong.dialect.two;

/** A dialect its sibling names. */
public record Two(String name) {}
