package dev.penstock.wrong.provider.alpha;

/** A provider others name. */
public record Alpha(String slug) {}
