package dev.penstock.admin.policies;

import static dev.penstock.admin.Schemas.ANY;
import static dev.penstock.admin.Schemas.FLAG;
import static dev.penstock.admin.Schemas.NUMBER;
import static dev.penstock.admin.Schemas.TEXT;
import static dev.penstock.admin.Schemas.WHOLE;
import static dev.penstock.admin.Schemas.list;
import static dev.penstock.admin.Schemas.object;
import static dev.penstock.admin.Schemas.oneOf;

import java.util.List;
import java.util.Map;

/** JSON schemas of policies. */
final class PolicyShapes {
    private static final Map<String, Object> TEXTS = Map.of("anyOf", List.of(TEXT, list(TEXT)));
    private static final Map<String, Object> RESOURCE =
            Map.of("anyOf", List.of(oneOf("*"), object("model?", TEXTS, "provider?", TEXTS)));
    private static final Map<String, Object> ACTION = object(
            "type",
            oneOf("no-limit", "block", "limit"),
            "except?",
            FLAG,
            "amount?",
            NUMBER,
            "period?",
            oneOf("hourly", "daily", "weekly", "monthly"),
            "technique?",
            oneOf("named-interval"));

    static final Map<String, Object> POLICY = object(
            "id",
            TEXT,
            "name",
            TEXT,
            "actor",
            TEXT,
            "resource",
            RESOURCE,
            "condition",
            TEXT,
            "action",
            ACTION,
            "created_at",
            WHOLE,
            "updated_at",
            WHOLE,
            "staging?",
            FLAG,
            "uncommitted?",
            FLAG);
    static final Map<String, Object> NEW =
            object("name", TEXT, "actor", TEXT, "resource", RESOURCE, "condition", TEXT, "action", ACTION);
    static final Map<String, Object> PARTIAL =
            object("name?", TEXT, "actor?", TEXT, "resource?", RESOURCE, "condition?", TEXT, "action?", ACTION);
    static final Map<String, Object> COMMITTED = object(
            "committed",
            WHOLE,
            "failed",
            WHOLE,
            "policies",
            list(POLICY),
            "errors?",
            list(object("policyId", TEXT, "error", TEXT)));
    static final Map<String, Object> CALL =
            object("identity", ANY, "model", TEXT, "provider", TEXT, "bucketUsage?", ANY);

    private static final Map<String, Object> BUCKET = object(
            "id",
            TEXT,
            "actor",
            TEXT,
            "resource",
            TEXT,
            "unlimited",
            FLAG,
            "limits",
            list(object("period", TEXT, "limit", NUMBER, "policyName", TEXT)));
    static final Map<String, Object> SIMULATED = object(
            "evaluation",
            object("decision", oneOf("no-limit", "block", "check_limits"), "buckets", list(BUCKET)),
            "enforcement",
            object(
                    "allowed",
                    FLAG,
                    "reason?",
                    oneOf("blocked", "limit_exceeded"),
                    "bucket?",
                    TEXT,
                    "spent?",
                    NUMBER,
                    "limit?",
                    NUMBER,
                    "policyName?",
                    TEXT),
            "policiesEvaluated",
            WHOLE);

    private PolicyShapes() {}
}
