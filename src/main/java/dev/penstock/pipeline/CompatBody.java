package dev.penstock.pipeline;

import dev.penstock.dialect.Asked;
import dev.penstock.dialect.Splices;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonString;
import dev.penstock.json.RawValue;
import dev.penstock.pipeline.Planner.Wish;

/**
 * The body of a compat call, and where in it the model stands. Another name is put there; every other byte stays as it is.
 *
 * @param outer the request it came with
 * @param bytes the same unpacked
 * @param named the model as the caller wrote it
 */
record CompatBody(Wish outer, byte[] bytes, RawValue place, String named) {
    private static final String HOW = "write it as {provider}/{model}, such as openai/gpt-4o";

    /** Refused where it is no JSON object that names a model. */
    static CompatBody of(CallScope scope, Wish wish) {
        CompatBody known = scope.compat;
        if (known == null || !known.outer.equals(wish)) {
            known = read(scope, wish);
            scope.compat = known;
        }
        return known;
    }

    private static CompatBody read(CallScope scope, Wish wish) {
        byte[] bytes = isPacked(wish) ? PackedRequest.inspect(scope, wish) : wish.body();
        if (bytes.length == 0) {
            throw Planner.malformed("The request has no body; send JSON that names a model, and " + HOW);
        }
        RawValue place = place(bytes);
        String named = place.text().orElseThrow(() -> Planner.malformed("'model' must be a string; " + HOW));
        if (named.isBlank()) {
            throw Planner.malformed("'model' is empty; " + HOW);
        }
        return new CompatBody(wish, bytes, place, named);
    }

    static boolean isPacked(Wish wish) {
        return wish.headers()
                .first("content-encoding")
                .filter(coding -> !coding.equalsIgnoreCase("identity"))
                .isPresent();
    }

    byte[] with(String model) {
        Asked.Splice splice = new Asked.Splice(place.from(), place.to() - place.from(), JsonString.quoted(model));
        return Splices.apply(bytes, splice);
    }

    private static RawValue place(byte[] bytes) {
        try {
            RawValue model = RawValue.object(bytes).get("model");
            if (model == null) {
                throw Planner.malformed("The body names no 'model'; " + HOW);
            }
            return model;
        } catch (JsonMalformed e) {
            throw Planner.malformed("Request body is " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "CompatBody[" + bytes.length + " bytes]";
    }
}
