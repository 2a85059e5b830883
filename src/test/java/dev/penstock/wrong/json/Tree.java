package dev.penstock.wrong.json;

import dev.penstock.wrong.call.Knowing;

/** Breaks: json imports call, and call imports json. */
public record Tree(Knowing knowing) {}
