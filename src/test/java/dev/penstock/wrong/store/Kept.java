package dev.penstock.wrong.store;

/** Imported by a stage. */
public record Kept(String value) {}
