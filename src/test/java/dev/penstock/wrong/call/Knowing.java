package dev.penstock.wrong.call;

import dev.penstock.wrong.json.Tree;

/** Breaks: call imports json, and json imports call. */
public record Knowing(Tree tree) {}
