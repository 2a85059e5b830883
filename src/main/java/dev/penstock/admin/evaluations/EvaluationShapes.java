package dev.penstock.admin.evaluations;

import static dev.penstock.admin.Schemas.FLAG;
import static dev.penstock.admin.Schemas.NUMBER;
import static dev.penstock.admin.Schemas.TEXT;
import static dev.penstock.admin.Schemas.TIME;
import static dev.penstock.admin.Schemas.WHOLE;
import static dev.penstock.admin.Schemas.list;
import static dev.penstock.admin.Schemas.object;
import static dev.penstock.admin.Schemas.oneOf;

import java.util.List;
import java.util.Map;

/** JSON schemas of datasets and evaluations, with the fields the "cloudflare" npm package 7.3 requires. */
final class EvaluationShapes {
    private static final Map<String, Object> FILTERS = list(object(
            "key",
            oneOf(FilterReader.KEYS.toArray(String[]::new)),
            "operator",
            oneOf(FilterReader.OPERATORS.toArray(String[]::new)),
            "value",
            list(Map.of("anyOf", List.of(TEXT, NUMBER, FLAG)))));

    static final Map<String, Object> DATASET = object(
            "id",
            TEXT,
            "name",
            TEXT,
            "enable",
            FLAG,
            "filters",
            FILTERS,
            "gateway_id",
            TEXT,
            "account_id",
            TEXT,
            "account_tag",
            TEXT,
            "created_at",
            TIME,
            "modified_at",
            TIME);
    static final Map<String, Object> NEW_DATASET = object("name", TEXT, "enable", FLAG, "filters", FILTERS);
    static final Map<String, Object> TYPE = object(
            "id",
            TEXT,
            "name",
            TEXT,
            "type",
            TEXT,
            "description",
            TEXT,
            "enable",
            FLAG,
            "mandatory",
            FLAG,
            "created_at",
            TIME,
            "modified_at",
            TIME);

    private static final Map<String, Object> RESULT = object(
            "id",
            TEXT,
            "evaluation_id",
            TEXT,
            "evaluation_type_id",
            TEXT,
            "result",
            TEXT,
            "status",
            WHOLE,
            "status_description",
            TEXT,
            "total_logs",
            WHOLE,
            "created_at",
            TIME,
            "modified_at",
            TIME);

    static final Map<String, Object> EVALUATION = object(
            "id",
            TEXT,
            "name",
            TEXT,
            "gateway_id",
            TEXT,
            "created_at",
            TIME,
            "modified_at",
            TIME,
            "processed",
            FLAG,
            "total_logs",
            WHOLE,
            "datasets",
            list(DATASET),
            "results",
            list(RESULT));
    static final Map<String, Object> NEW_EVALUATION =
            object("name", TEXT, "dataset_ids", list(TEXT), "evaluation_type_ids", list(TEXT));

    private EvaluationShapes() {}
}
