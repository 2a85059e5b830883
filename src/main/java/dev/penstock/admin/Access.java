package dev.penstock.admin;

/** Who may call an endpoint. Every endpoint has one: there is no way to declare an endpoint without. */
public record Access(Level level, Role role) {}
