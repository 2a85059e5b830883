package dev.penstock.wrong.route;

import dev.penstock.wrong.meter.Price;

/** Breaks: a stage imports a stage, under a name that says nothing, public for nobody. */
public record RouteManager(Price price) {}
