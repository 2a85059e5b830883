package dev.penstock.meter;

import java.util.Optional;

/**
 * One price that two price files say otherwise.
 *
 * @param model with the day or the hours its price begins with, where it has several; * for what holds for all
 * @param kind what is priced, or the service tier
 * @param before in US dollars per million, or the tier's factor; empty where it was not there
 * @param after the same; empty where it is no longer there
 */
public record PriceChange(
        String provider, String model, String kind, Optional<String> before, Optional<String> after) {}
