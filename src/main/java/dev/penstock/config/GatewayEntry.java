package dev.penstock.config;

import dev.penstock.call.GatewaySettings;

/** A gateway that exists, and how it came to. */
public sealed interface GatewayEntry {
    GatewaySettings settings();

    /** It stands in the file. */
    record Declared(GatewaySettings settings) implements GatewayEntry {}

    /** It was made while running, and can be changed while running. */
    record Made(GatewaySettings settings) implements GatewayEntry {}

    /** Nobody declared it; it is the one that exists all the same. */
    record ImplicitDefault(GatewaySettings settings) implements GatewayEntry {}
}
