package dev.penstock.admin.logs;

import dev.penstock.admin.Schemas;
import java.util.Map;

/** The shape of a {@link Story}. */
final class StorySchema {
    private static final Map<String, Object> TEXTS = Map.of("type", "object", "additionalProperties", Schemas.TEXT);

    private static final Map<String, Object> ASKED = Schemas.object(
            "surface", Schemas.TEXT,
            "method", Schemas.TEXT,
            "path", Schemas.TEXT,
            "provider", Schemas.TEXT,
            "model", Schemas.TEXT,
            "stream", Schemas.FLAG,
            "bytes", Schemas.WHOLE,
            "credential", Schemas.oneOf("none", "request", "stored", "managed"),
            "key_alias?", Schemas.TEXT,
            "token_id?", Schemas.TEXT,
            "session?", Schemas.TEXT);

    private static final Map<String, Object> DECISION = Schemas.object(
            "at_ms",
            Schemas.NUMBER,
            "kind",
            Schemas.oneOf("route", "branch", "chosen", "skipped", "waited", "retry", "fall_back", "hedged", "stopped"),
            "subject",
            Schemas.TEXT,
            "why",
            Schemas.TEXT);

    private static final Map<String, Object> LIMIT = Schemas.object(
            "attempt", Schemas.WHOLE,
            "rule", Schemas.TEXT,
            "origin", Schemas.TEXT,
            "values", TEXTS,
            "counts", Schemas.TEXT,
            "reserved?", Schemas.WHOLE,
            "settled", Schemas.WHOLE,
            "settlement", Schemas.TEXT);

    private static final Map<String, Object> REUSE = Schemas.object(
            "kind", Schemas.oneOf("hit", "stale", "coalesced", "resumed"),
            "of", Schemas.TEXT,
            "saved_cost?", Schemas.NUMBER,
            "saved_cost_nano?", Schemas.WHOLE,
            "saved_ms", Schemas.NUMBER,
            "tokens_in", Schemas.WHOLE,
            "tokens_out", Schemas.WHOLE);

    private static final Map<String, Object> ATTEMPT = Schemas.object(
            "index", Schemas.WHOLE,
            "step", Schemas.WHOLE,
            "provider", Schemas.TEXT,
            "model", Schemas.TEXT,
            "host", Schemas.TEXT,
            "started_ms", Schemas.NUMBER,
            "duration_ms", Schemas.NUMBER,
            "first_byte_ms?", Schemas.NUMBER,
            "status", Schemas.WHOLE,
            "failure?", Schemas.TEXT,
            "detail?", Schemas.TEXT,
            "service_tier?", Schemas.TEXT,
            "upstream_request_id?", Schemas.TEXT,
            "tokens_in?", Schemas.WHOLE,
            "tokens_out?", Schemas.WHOLE,
            "usage_source", Schemas.oneOf("none", "reported", "estimated"),
            "reserved_nano?", Schemas.WHOLE,
            "cost?", Schemas.NUMBER,
            "cost_nano?", Schemas.WHOLE,
            "provider_cost_nano?", Schemas.WHOLE,
            "price_version?", Schemas.TEXT,
            "settlement", Schemas.oneOf("held", "settled", "released", "expired"),
            "charged_because", Schemas.TEXT);

    private static final Map<String, Object> DELIVERED = Schemas.object(
            "status", Schemas.WHOLE,
            "step", Schemas.WHOLE,
            "bytes", Schemas.WHOLE,
            "first_byte_ms?", Schemas.NUMBER,
            "duration_ms", Schemas.NUMBER,
            "tokens_in?", Schemas.WHOLE,
            "tokens_out?", Schemas.WHOLE);

    private static final Map<String, Object> OUTCOME = Schemas.object(
            "outcome", Schemas.oneOf("whole", "broken", "client_closed", "refused", "failed"),
            "success", Schemas.FLAG,
            "failure?", Schemas.TEXT,
            "cost?", Schemas.NUMBER,
            "cost_nano?", Schemas.WHOLE,
            "provider_cost?", Schemas.NUMBER,
            "provider_cost_nano?", Schemas.WHOLE,
            "original_cost?", Schemas.NUMBER,
            "original_cost_nano?", Schemas.WHOLE,
            "original_price_version?", Schemas.TEXT);

    static final Map<String, Object> STORY = Schemas.object(
            "id",
            Schemas.TEXT,
            "created_at",
            Schemas.TIME,
            "account_id",
            Schemas.TEXT,
            "gateway_id",
            Schemas.TEXT,
            "config_revision",
            Schemas.WHOLE,
            "price_version?",
            Schemas.TEXT,
            "asked",
            ASKED,
            "decisions",
            Schemas.list(DECISION),
            "limits",
            Schemas.list(LIMIT),
            "reuse?",
            REUSE,
            "attempts",
            Schemas.list(ATTEMPT),
            "delivered",
            DELIVERED,
            "outcome",
            OUTCOME);

    private StorySchema() {}
}
