package dev.penstock.cache;

import dev.penstock.call.Scope;

/** Where answers are compared: one provider's endpoint in one gateway. */
public record Near(Scope scope, String provider, String endpoint) {}
