package dev.penstock.admin.analytics;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A GraphQL document that was read: operations and fragments, as much of the language as asking needs. */
record Document(List<Operation> operations, Map<String, Fragment> fragments) {
    /** A query, with what its variables are where the request does not say. */
    record Operation(Optional<String> name, Map<String, Optional<Value>> variables, List<Selection> selections) {}

    /** A part to be used by name. */
    record Fragment(List<Selection> selections) {}

    /** Something wanted of an object. */
    sealed interface Selection {
        List<Directive> directives();
    }

    /** A field. */
    record Field(
            String alias,
            String name,
            Map<String, Value> arguments,
            List<Directive> directives,
            List<Selection> selections,
            Token at)
            implements Selection {}

    /** What a fragment names. */
    record Spread(String name, List<Directive> directives, Token at) implements Selection {}

    /** A fragment without a name. */
    record Inline(List<Directive> directives, List<Selection> selections) implements Selection {}

    /** A condition on a selection. */
    record Directive(String name, Map<String, Value> arguments, Token at) {}

    /** An argument as it is written. */
    sealed interface Value {}

    /** A word, a number or a string. */
    record Scalar(Token token) implements Value {}

    /** What the request gives under a name. */
    record Variable(String name, Token at) implements Value {}

    /** Several values. */
    record Items(List<Value> items) implements Value {}

    /** Named values. */
    record Members(Map<String, Value> members) implements Value {}
}
