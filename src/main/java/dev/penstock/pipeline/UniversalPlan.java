package dev.penstock.pipeline;

import dev.penstock.call.Codes;
import dev.penstock.call.Headers;
import dev.penstock.call.Refusal;
import dev.penstock.identity.Admitted;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.RawValue;
import dev.penstock.pipeline.Snapshot.Seat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads the universal endpoint's body: an array of provider requests, or one alone. Each step's query is sent on exactly
 * as it was written.
 */
final class UniversalPlan {
    private static final int MOST_STEPS = 100;
    private static final Set<String> KEYS =
            Set.of("provider", "endpoint", "headers", "query", "config", "authorization", "eventId");
    private static final Set<String> CONFIG_KEYS = Set.of("requestTimeout", "maxAttempts", "retryDelay", "backoff");

    private UniversalPlan() {}

    static List<Asking> steps(CallScope scope, Address address, byte[] body) {
        if (!scope.client.method().equals("POST")) {
            throw Refusal.of(405, Codes.MALFORMED, "The universal endpoint takes POST")
                    .thrown();
        }
        try {
            RawValue document = RawValue.parse(body);
            List<RawValue> elements = document.isArray() ? document.elements(MOST_STEPS + 1) : List.of(document);
            if (elements.isEmpty() || elements.size() > MOST_STEPS) {
                throw Planner.malformed("The body must hold 1 to " + MOST_STEPS + " provider requests");
            }
            List<Asking> steps = new ArrayList<>(elements.size());
            for (RawValue element : elements) {
                steps.add(step(scope, address, steps.size(), element));
            }
            return steps;
        } catch (JsonMalformed e) {
            throw Planner.malformed("Request body is " + e.getMessage());
        }
    }

    private static Asking step(CallScope scope, Address address, int index, RawValue element) {
        if (!element.isObject()) {
            throw Planner.malformed("Step " + index + " is not an object");
        }
        Map<String, RawValue> members = element.members();
        known(index, "", members.keySet(), KEYS);
        String slug = text(index, members, "provider");
        String endpoint = text(index, members, "endpoint");
        RawValue query = Optional.ofNullable(members.get("query"))
                .orElseThrow(() -> Planner.malformed("Step " + index + " has no 'query'"));
        Headers headers = headers(index, members);
        CallOptions own = CallOptions.of(headers).over(config(index, members));
        int mark = endpoint.indexOf('?');
        String path = mark < 0 ? endpoint : endpoint.substring(0, mark);
        Optional<String> asked = mark < 0 ? Optional.empty() : Optional.of(endpoint.substring(mark + 1));
        String rest = path.startsWith("/") ? path.substring(1) : path;
        CallOptions options = own.over(CallOptions.of(scope.client.headers()));
        if (Address.isCompat(slug)) {
            Admitted admitted = Door.admitCompatStep(scope, address, headers);
            Planner.Wish wish = new Planner.Wish("POST", rest, asked, headers, query.bytes(), admitted);
            return CompatPlan.asking(scope, address, index, wish, options);
        }
        Seat seat = scope.snapshot
                .seat(address.scope().account(), slug)
                .orElseThrow(() -> Refusal.of(400, Codes.INVALID_PROVIDER, "Invalid provider")
                        .thrown());
        Admitted admitted = Door.admitStep(scope, address, seat, headers, asked.orElse(""));
        Planner.Wish wish = new Planner.Wish("POST", rest, asked, headers, query.bytes(), admitted);
        return new Asking.Plain(Planner.step(scope, address, index, seat, wish, options));
    }

    private static Headers headers(int index, Map<String, RawValue> members) {
        Headers.Builder headers = Headers.builder();
        RawValue given = members.get("headers");
        boolean typed = false;
        boolean authorized = false;
        if (given != null) {
            object(index, "headers", given);
            for (Map.Entry<String, RawValue> field : given.members().entrySet()) {
                String value = field.getValue().text().orElseThrow(() -> notText(index, "headers." + field.getKey()));
                HeaderText.check(index, field.getKey(), value);
                typed |= field.getKey().equalsIgnoreCase("content-type");
                authorized |= field.getKey().equalsIgnoreCase("authorization");
                headers.add(field.getKey(), value);
            }
        }
        if (!typed) {
            headers.add("content-type", "application/json");
        }
        if (!authorized && members.containsKey("authorization")) {
            String value = text(index, members, "authorization");
            HeaderText.check(index, "authorization", value);
            headers.add("authorization", value);
        }
        return headers.build();
    }

    private static CallOptions config(int index, Map<String, RawValue> members) {
        RawValue config = members.get("config");
        CallOptions none = CallOptions.of(Headers.EMPTY);
        if (config == null) {
            return none;
        }
        object(index, "config", config);
        Map<String, RawValue> given = config.members();
        known(index, "config.", given.keySet(), CONFIG_KEYS);
        Optional<Duration> timeout = scalar(given, "requestTimeout").map(v -> CallOptions.timeout("requestTimeout", v));
        OptionalInt attempts = scalar(given, "maxAttempts")
                .map(v -> CallOptions.attempts("maxAttempts", v))
                .orElse(OptionalInt.empty());
        return new CallOptions(
                timeout,
                attempts,
                scalar(given, "retryDelay").map(v -> CallOptions.delay("retryDelay", v)),
                scalar(given, "backoff").map(CallOptions::backoff),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<String> scalar(Map<String, RawValue> members, String name) {
        RawValue value = members.get(name);
        return value == null || value.written().equals("null")
                ? Optional.empty()
                : Optional.of(value.text().orElseGet(value::written));
    }

    private static void known(int index, String prefix, Set<String> given, Set<String> known) {
        for (String name : given) {
            if (!known.contains(name)) {
                throw Planner.malformed(
                        "Step " + index + " has an unknown member '" + prefix + HeaderText.shown(name) + "'; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    private static String text(int index, Map<String, RawValue> members, String name) {
        return Optional.ofNullable(members.get(name)).flatMap(RawValue::text).orElseThrow(() -> notText(index, name));
    }

    private static void object(int index, String name, RawValue value) {
        if (!value.isObject()) {
            throw Planner.malformed("Step " + index + ": '" + name + "' must be an object");
        }
    }

    private static RuntimeException notText(int index, String name) {
        return Planner.malformed("Step " + index + ": '" + HeaderText.shown(name) + "' must be a string");
    }
}
