package dev.penstock.pipeline;

import dev.penstock.dialect.Asked;
import dev.penstock.dialect.Splices;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonString;
import dev.penstock.json.RawValue;
import dev.penstock.pipeline.Planner.Wish;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A request with another model's name; every other byte stays as it is. */
final class WithModel {
    private WithModel() {}

    /** For the same provider; empty where the request names no model in a place that could be found. */
    static Optional<Wish> of(Step step, String model) {
        Wish wish = step.wish();
        return step.route()
                .model()
                .map(from -> inPath(wish, from, model))
                .orElseGet(() -> body(wish, model, false)
                        .map(body -> new Wish(
                                wish.method(),
                                wish.rest(),
                                wish.query(),
                                wish.headers(),
                                body,
                                wish.admitted(),
                                wish.compat())));
    }

    /** A body that names the model, also where the path did. */
    static Optional<byte[]> inBody(Step step, String model) {
        return body(step.wish(), model, step.route().model().isPresent());
    }

    /** The model stands behind all that could be called like it: projects, regions, publishers. */
    private static Optional<Wish> inPath(Wish wish, String from, String to) {
        String rest = wish.rest();
        return Stream.of(from, encoded(from), encoded(from).toLowerCase(Locale.ROOT))
                .filter(written -> !written.isEmpty() && rest.contains(written))
                .findFirst()
                .map(written -> {
                    int at = rest.lastIndexOf(written);
                    String then = rest.substring(0, at) + encoded(to) + rest.substring(at + written.length());
                    return new Wish(wish.method(), then, wish.query(), wish.headers(), wish.body(), wish.admitted());
                });
    }

    private static String encoded(String model) {
        return URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Optional<byte[]> body(Wish wish, String model, boolean mayBeMissing) {
        try {
            RawValue document = RawValue.parse(wish.body());
            if (!document.isObject()) {
                return Optional.empty();
            }
            RawValue named = document.members().get("model");
            if (named != null) {
                return Optional.of(Splices.apply(
                        wish.body(),
                        new Asked.Splice(named.from(), named.to() - named.from(), JsonString.quoted(model))));
            }
            String comma = document.members().isEmpty() ? "" : ",";
            String member = "\"model\":" + JsonString.quoted(model) + comma;
            return mayBeMissing
                    ? Optional.of(Splices.apply(wish.body(), new Asked.Splice(document.from() + 1, 0, member)))
                    : Optional.empty();
        } catch (JsonMalformed packedOrNoJson) {
            return Optional.empty();
        }
    }
}
