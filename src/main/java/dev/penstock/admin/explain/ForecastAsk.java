package dev.penstock.admin.explain;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.cache.AskedCall;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.RawValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A call whose fate is asked for: one step as the universal endpoint takes it, or all that the universal endpoint takes.
 *
 * @param call its provider and endpoint are empty for the universal endpoint
 * @param token the id of the gateway token it would be made with
 * @param seed decides what is drawn by chance
 */
public record ForecastAsk(AskedCall call, Optional<String> token, OptionalLong seed) {
    static final Map<String, Object> SCHEMA = Schemas.object(
            "provider?",
            Schemas.TEXT,
            "endpoint?",
            Schemas.TEXT,
            "method?",
            Schemas.TEXT,
            "headers?",
            Map.of("type", "object", "additionalProperties", Schemas.TEXT),
            "query?",
            Schemas.ANY,
            "token_id?",
            Schemas.TEXT,
            "seed?",
            Schemas.WHOLE);

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** @throws ApiRefused 400 where it is not understood */
    static ForecastAsk of(byte[] json) {
        try {
            RawValue document = RawValue.parse(json);
            if (!document.isObject()) {
                throw ApiRefused.invalid(Problem.inBody("The body must be a JSON object"));
            }
            return of(new HashMap<>(document.members()));
        } catch (JsonMalformed malformed) {
            throw ApiRefused.invalid(Problem.inBody("The body is " + malformed.getMessage()));
        }
    }

    private static ForecastAsk of(Map<String, RawValue> members) {
        Optional<String> token = token(Optional.ofNullable(members.remove("token_id")));
        OptionalLong seed = seed(Optional.ofNullable(members.remove("seed")));
        return new ForecastAsk(AskedCall.whole(members), token, seed);
    }

    /** Empty for the universal endpoint. */
    public Optional<String> provider() {
        return Optional.of(call.provider()).filter(slug -> !slug.isEmpty());
    }

    private static Optional<String> token(Optional<RawValue> given) {
        return given.map(value -> value.text()
                .filter(text -> TOKEN.matcher(text).matches())
                .orElseThrow(() -> ApiRefused.invalid(
                        Problem.inBody("'token_id' must be the id of a gateway token, not the token", "token_id"))));
    }

    private static OptionalLong seed(Optional<RawValue> given) {
        if (given.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(given.get().written()));
        } catch (NumberFormatException other) {
            throw ApiRefused.invalid(Problem.inBody("'seed' must be a whole number", "seed"));
        }
    }
}
