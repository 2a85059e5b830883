package dev.penstock.call;

/** The tenant a call belongs to. It stands in every key, query and row. */
public record Scope(String account, String gateway) {}
