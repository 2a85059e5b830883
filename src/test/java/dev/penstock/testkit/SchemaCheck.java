package dev.penstock.testkit;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Checks a value against a JSON schema: the part of the language our schemas use; anything else fails loudly. */
public final class SchemaCheck {
    private static final List<String> KNOWN = List.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "anyOf",
            "oneOf",
            "format",
            "pattern",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "maxItems",
            "minItems",
            "maxProperties",
            "description",
            "readOnly",
            "default",
            "title");

    private final List<String> wrong = new ArrayList<>();

    private SchemaCheck() {}

    /** Everything about a value that does not fit, each with its path. */
    public static List<String> problems(JsonNode schema, JsonNode value) {
        SchemaCheck check = new SchemaCheck();
        check.value("$", schema, value);
        return List.copyOf(check.wrong);
    }

    private void value(String path, JsonNode schema, JsonNode value) {
        schema.propertyNames().stream()
                .filter(name -> !KNOWN.contains(name))
                .forEach(name -> wrong.add(path + ": the schema has '" + name + "', which this check does not know"));
        if (schema.has("anyOf") || schema.has("oneOf")) {
            JsonNode choices = schema.has("anyOf") ? schema.get("anyOf") : schema.get("oneOf");
            if (choices.valueStream()
                    .noneMatch(choice -> problems(choice, value).isEmpty())) {
                wrong.add(path + " is " + value + ", which is none of " + choices);
            }
        }
        if (schema.has("type") && !hasType(schema.get("type"), value)) {
            wrong.add(path + " is " + value + "; must be " + schema.get("type"));
            return;
        }
        if (schema.has("enum") && schema.get("enum").valueStream().noneMatch(value::equals)) {
            wrong.add(path + " is " + value + "; must be one of " + schema.get("enum"));
        }
        if (value.isObject()) {
            object(path, schema, value);
        } else if (value.isArray()) {
            array(path, schema, value);
        } else if (value.isString()) {
            text(path, schema, value.asString());
        } else if (value.isNumber()) {
            number(path, schema, value.decimalValue());
        }
    }

    private static boolean hasType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            return type.valueStream().anyMatch(one -> hasType(one, value));
        }
        return switch (type.asString()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }

    private void object(String path, JsonNode schema, JsonNode value) {
        schema.path("required").valueStream().map(JsonNode::asString).forEach(name -> {
            if (!value.has(name)) {
                wrong.add(path + " has no '" + name + "'");
            }
        });
        if (schema.has("maxProperties")
                && value.size() > schema.get("maxProperties").asInt()) {
            wrong.add(path + " has " + value.size() + " fields");
        }
        JsonNode others = schema.path("additionalProperties");
        value.properties().forEach(field -> {
            String inner = path + "." + field.getKey();
            JsonNode known = schema.path("properties").path(field.getKey());
            if (!known.isMissingNode()) {
                value(inner, known, field.getValue());
            } else if (others.isBoolean() && !others.asBoolean()) {
                wrong.add(inner + " is no field of the schema");
            } else if (others.isObject()) {
                value(inner, others, field.getValue());
            }
        });
    }

    private void array(String path, JsonNode schema, JsonNode value) {
        if (schema.has("maxItems") && value.size() > schema.get("maxItems").asInt()) {
            wrong.add(path + " has " + value.size() + " items");
        }
        if (schema.has("minItems") && value.size() < schema.get("minItems").asInt()) {
            wrong.add(path + " has " + value.size() + " items");
        }
        for (int i = 0; schema.has("items") && i < value.size(); i++) {
            value(path + "[" + i + "]", schema.get("items"), value.get(i));
        }
    }

    private void text(String path, JsonNode schema, String text) {
        if (schema.has("pattern")
                && !Pattern.compile(schema.get("pattern").asString())
                        .matcher(text)
                        .find()) {
            wrong.add(path + " is '" + text + "'; must match " + schema.get("pattern"));
        }
        if (schema.has("minLength") && text.length() < schema.get("minLength").asInt()) {
            wrong.add(path + " is too short");
        }
        if (schema.has("maxLength") && text.length() > schema.get("maxLength").asInt()) {
            wrong.add(path + " is too long");
        }
        if (schema.path("format").asString("").equals("date-time") && !isTime(text)) {
            wrong.add(path + " is '" + text + "'; must be a time");
        }
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private void number(String path, JsonNode schema, BigDecimal number) {
        if (schema.has("minimum") && number.compareTo(schema.get("minimum").decimalValue()) < 0) {
            wrong.add(path + " is " + number + ", below its least");
        }
        if (schema.has("maximum") && number.compareTo(schema.get("maximum").decimalValue()) > 0) {
            wrong.add(path + " is " + number + ", above its most");
        }
    }
}
