package dev.penstock.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the OpenAPI document says of an endpoint.
 *
 * @param tag the group it stands in
 * @param summary one line
 * @param query its parameters
 * @param body JSON schema of the body, where it takes one
 * @param answer JSON schema of the whole answer's body
 */
public record Sheet(
        String tag,
        String summary,
        List<Parameter> query,
        Optional<Map<String, Object>> body,
        Map<String, Object> answer) {
    public Sheet {
        query = List.copyOf(query);
    }

    public static Sheet of(String tag, String summary, Map<String, Object> answer) {
        return new Sheet(tag, summary, List.of(), Optional.empty(), answer);
    }

    public Sheet taking(Map<String, Object> schema) {
        return new Sheet(tag, summary, query, Optional.of(schema), answer);
    }

    public Sheet with(Parameter... parameters) {
        return new Sheet(tag, summary, List.of(parameters), body, answer);
    }

    /** One query parameter. */
    public record Parameter(String name, String says, Map<String, Object> schema) {}
}
