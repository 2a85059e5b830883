package dev.penstock.call;

/**
 * A dynamic route that the operator's file declares.
 *
 * @param elements its graph, as JSON
 */
public record DeclaredRoute(String name, String elements) {}
