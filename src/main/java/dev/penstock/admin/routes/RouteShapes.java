package dev.penstock.admin.routes;

import static dev.penstock.admin.Schemas.FLAG;
import static dev.penstock.admin.Schemas.NUMBER;
import static dev.penstock.admin.Schemas.TEXT;
import static dev.penstock.admin.Schemas.TIME;
import static dev.penstock.admin.Schemas.WHOLE;
import static dev.penstock.admin.Schemas.list;
import static dev.penstock.admin.Schemas.object;
import static dev.penstock.admin.Schemas.oneOf;

import dev.penstock.admin.Schemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON schemas of dynamic routes, with the fields the "cloudflare" npm package 7.3 requires. */
final class RouteShapes {
    private static final Map<String, Object> OUTPUT = object("elementId", TEXT);
    private static final Map<String, Object> OUTPUTS = Map.of("type", "object", "additionalProperties", OUTPUT);
    private static final Map<String, Object> TWO_WAYS = object("success", OUTPUT, "fallback", OUTPUT);
    private static final Map<String, Object> RATE = object(
            "key",
            TEXT,
            "limit",
            NUMBER,
            "limitType",
            oneOf("count", "cost"),
            "window",
            WHOLE,
            "technique?",
            oneOf("fixed", "sliding"));
    private static final Map<String, Object> TARGET =
            object("provider", TEXT, "model", TEXT, "weight?", WHOLE, "key?", TEXT);

    /** Penstock's own; the wait may be a word or milliseconds. */
    private static final Map<String, Object> HEDGE = object(
            "after?",
            Map.of("anyOf", List.of(oneOf("p95"), WHOLE)),
            "most?",
            WHOLE,
            "cost_cap?",
            NUMBER,
            "to?",
            object("provider", TEXT, "model", TEXT, "key?", TEXT));

    private static final Map<String, Object> MODEL =
            object("model", TEXT, "provider", TEXT, "retries", WHOLE, "timeout", WHOLE, "key?", TEXT, "hedge?", HEDGE);
    private static final Map<String, Object> BALANCE = object(
            "strategy?",
            oneOf("first", "weighted", "round_robin", "least_in_flight", "fastest", "cheapest"),
            "targets",
            list(TARGET),
            "timeout?",
            WHOLE,
            "retries?",
            WHOLE,
            "affinity?",
            TEXT,
            "hedge?",
            HEDGE);

    static final Map<String, Object> ELEMENTS = list(Map.of(
            "anyOf",
            List.of(
                    object("id", TEXT, "type", oneOf("start"), "outputs", object("next", OUTPUT)),
                    object(
                            "id",
                            TEXT,
                            "type",
                            oneOf("conditional"),
                            "properties",
                            object("conditions?", Schemas.ANY),
                            "outputs",
                            object("true", OUTPUT, "false", OUTPUT)),
                    object(
                            "id",
                            TEXT,
                            "type",
                            oneOf("percentage"),
                            "properties?",
                            object("sticky?", TEXT),
                            "outputs",
                            OUTPUTS),
                    object("id", TEXT, "type", oneOf("rate"), "properties", RATE, "outputs", TWO_WAYS),
                    object("id", TEXT, "type", oneOf("model"), "properties", MODEL, "outputs", TWO_WAYS),
                    object("id", TEXT, "type", oneOf("balance"), "properties", BALANCE, "outputs", TWO_WAYS),
                    object("id", TEXT, "type", oneOf("end"), "outputs", OUTPUTS))));

    static final Map<String, Object> VERSION = object(
            "version_id", TEXT, "active", oneOf("true", "false"), "data", TEXT, "created_at", TIME, "is_valid", FLAG);
    static final Map<String, Object> DEPLOYMENT = object("deployment_id", TEXT, "version_id", TEXT, "created_at", TIME);

    /** What every answer about a route has. */
    static final Map<String, Object> HEAD = object(head());

    static final Map<String, Object> ROUTE = object(head("version", VERSION, "deployment", DEPLOYMENT));
    static final Map<String, Object> WITH_VERSION = object(head("version", VERSION));
    static final Map<String, Object> WITH_DEPLOYMENT = object(head("deployment", DEPLOYMENT));
    static final Map<String, Object> ONE_VERSION =
            object(head("version_id", TEXT, "active", oneOf("true", "false"), "data", TEXT, "is_valid", FLAG));

    private RouteShapes() {}

    /** The envelope of lists here: "data" in place of "result". */
    static Map<String, Object> data(String name, Map<String, Object> item) {
        return object(
                "success",
                FLAG,
                "data",
                object(
                        "order_by",
                        TEXT,
                        "order_by_direction",
                        TEXT,
                        "page",
                        WHOLE,
                        "per_page",
                        WHOLE,
                        name,
                        list(item)));
    }

    private static Object[] head(Object... more) {
        Map<Object, Object> fields = new LinkedHashMap<>();
        for (String name : List.of("id", "name", "gateway_id", "account_tag")) {
            fields.put(name, TEXT);
        }
        fields.put("created_at", TIME);
        fields.put("modified_at", TIME);
        fields.put("elements", ELEMENTS);
        for (int i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        return fields.entrySet().stream()
                .flatMap(entry -> List.of(entry.getKey(), entry.getValue()).stream())
                .toArray();
    }
}
