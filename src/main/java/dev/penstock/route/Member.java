package dev.penstock.route;

import java.util.Optional;

/**
 * One target a pool may ask.
 *
 * @param provider a slug, {@code custom-…} for one that an account added
 * @param weight its share among equals, 1 to 1000
 * @param key the alias of the stored provider key; the gateway's choice where none is named
 */
public record Member(String provider, String model, int weight, Optional<String> key) {}
