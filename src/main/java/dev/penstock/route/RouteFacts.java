package dev.penstock.route;

import dev.penstock.call.Headers;
import dev.penstock.json.JsonTree;
import java.util.Optional;
import java.util.function.Supplier;

/** What a route may ask of a call. */
public interface RouteFacts {
    /** The call's metadata as one flat object; missing where it has none. */
    JsonTree metadata();

    /** The first value of a header field. */
    Optional<String> header(String lowerCaseName);

    /** The call's body; missing where it is no JSON. Asked for only where a route looks into it. */
    JsonTree body();

    /**
     * The facts of a call. What is not asked for is not read, what is asked for twice is read once. For one thread.
     *
     * @param metadata as JSON; what cannot be read is none
     * @param body as it came
     */
    static RouteFacts of(Supplier<Optional<String>> metadata, Headers headers, Supplier<byte[]> body) {
        return new LazyFacts(metadata, headers, body);
    }

    /**
     * A single value as a text, by its whole name such as {@code body.user}; empty where the call lacks it. Equal numbers
     * have equal texts.
     */
    default Optional<String> text(String field) {
        return FieldPath.parse(field).flatMap(path -> FieldValues.text(path, this));
    }
}
