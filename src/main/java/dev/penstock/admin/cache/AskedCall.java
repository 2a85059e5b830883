package dev.penstock.admin.cache;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Schemas;
import dev.penstock.call.Headers;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.RawValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A call that is asked about: one step as the universal endpoint takes it. Prints no header's value and no body.
 *
 * @param provider its slug, as URLs have it
 * @param endpoint path and query below the provider
 * @param headers of the request, the gateway's own among them; of type JSON unless they say otherwise
 * @param body its bytes as they were written; none for a method without a body
 */
public record AskedCall(String provider, String method, String endpoint, Headers headers, byte[] body) {
    static final Map<String, Object> SCHEMA = Schemas.object(
            "provider",
            Schemas.TEXT,
            "endpoint",
            Schemas.TEXT,
            "method?",
            Schemas.TEXT,
            "headers?",
            Map.of("type", "object", "additionalProperties", Schemas.TEXT),
            "query?",
            Schemas.ANY);

    private static final Set<String> NAMES = Set.of("provider", "endpoint", "method", "headers", "query");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");
    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");
    private static final Pattern FIELD_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]{0,8192}");
    private static final int MOST_HEADERS = 200;

    /** @throws ApiRefused 400 where it is not understood */
    static AskedCall of(byte[] json) {
        Map<String, RawValue> members;
        try {
            RawValue document = RawValue.parse(json);
            if (!document.isObject()) {
                throw wrong("The body must be a JSON object");
            }
            members = document.members();
            return of(members);
        } catch (JsonMalformed malformed) {
            throw wrong("The body is " + malformed.getMessage());
        }
    }

    /**
     * The same, or all that the universal endpoint takes: a query without a provider and an endpoint, which are empty then.
     *
     * @throws ApiRefused 400 where it is not understood
     */
    public static AskedCall whole(Map<String, RawValue> members) {
        boolean isUniversal = !members.containsKey("provider") && !members.containsKey("endpoint");
        return isUniversal ? of(members, "", "") : of(members);
    }

    private static AskedCall of(Map<String, RawValue> members) {
        return of(members, text(members, "provider"), text(members, "endpoint"));
    }

    private static AskedCall of(Map<String, RawValue> members, String provider, String endpoint) {
        members.keySet().stream()
                .filter(name -> !NAMES.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw wrong("There is no '" + name + "' here; there are " + new TreeSet<>(NAMES), name);
                });
        String method = members.containsKey("method") ? text(members, "method") : "POST";
        if (!METHOD.matcher(method).matches()) {
            throw wrong("'method' must be a method such as POST", "method");
        }
        RawValue query = members.get("query");
        return new AskedCall(provider, method, endpoint, headers(members), query == null ? new byte[0] : query.bytes());
    }

    private static Headers headers(Map<String, RawValue> members) {
        Headers.Builder headers = Headers.builder();
        RawValue given = members.get("headers");
        if (given != null) {
            if (!given.isObject() || given.members().size() > MOST_HEADERS) {
                throw wrong("'headers' must be an object of at most " + MOST_HEADERS + " texts", "headers");
            }
            given.members().forEach((name, value) -> headers.add(checked(name), checked(name, value)));
        }
        Headers all = headers.build();
        return all.has("content-type")
                ? all
                : headers.add("content-type", "application/json").build();
    }

    private static String checked(String name) {
        if (!FIELD_NAME.matcher(name).matches()) {
            throw wrong("A name in 'headers' holds characters no header name may hold", "headers");
        }
        return name;
    }

    private static String checked(String name, RawValue value) {
        return value.text()
                .filter(text -> FIELD_VALUE.matcher(text).matches())
                .orElseThrow(() -> wrong(
                        "'headers." + name + "' must be a text without line ends, of at most 8192 characters",
                        "headers",
                        name));
    }

    private static String text(Map<String, RawValue> members, String name) {
        return Optional.ofNullable(members.get(name))
                .flatMap(RawValue::text)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> wrong(
                        members.containsKey(name) ? "'" + name + "' must be a text" : "'" + name + "' is missing",
                        name));
    }

    private static ApiRefused wrong(String message, String... path) {
        return ApiRefused.invalid(Problem.inBody(message, path));
    }

    @Override
    public String toString() {
        return "AskedCall[" + method + " " + provider + ", " + body.length + " bytes]";
    }
}
