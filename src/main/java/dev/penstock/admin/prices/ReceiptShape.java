package dev.penstock.admin.prices;

import dev.penstock.admin.Schemas;
import java.util.Map;

/** JSON schemas of a receipt. */
final class ReceiptShape {
    private static final Map<String, Object> USAGE = Schemas.object(
            "input_total?", Schemas.WHOLE,
            "input?", Schemas.WHOLE,
            "cache_read?", Schemas.WHOLE,
            "cache_write_5m?", Schemas.WHOLE,
            "cache_write_1h?", Schemas.WHOLE,
            "output?", Schemas.WHOLE,
            "output_reasoning?", Schemas.WHOLE,
            "input_audio?", Schemas.WHOLE,
            "input_image?", Schemas.WHOLE,
            "output_audio?", Schemas.WHOLE,
            "output_image?", Schemas.WHOLE,
            "server_tools?", Schemas.ANY);

    private static final Map<String, Object> LINE = Schemas.object(
            "attempt?", Schemas.WHOLE,
            "kind", Schemas.TEXT,
            "units", Schemas.WHOLE,
            "price_per_million?", Schemas.TEXT,
            "price_nano_per_million?", Schemas.WHOLE,
            "tier_factor?", Schemas.TEXT,
            "amount_nano", Schemas.TEXT);

    private static final Map<String, Object> ATTEMPT = Schemas.object(
            "index", Schemas.WHOLE,
            "provider", Schemas.TEXT,
            "model", Schemas.TEXT,
            "status", Schemas.WHOLE,
            "failure?", Schemas.TEXT,
            "usage_source", Schemas.TEXT,
            "usage", USAGE,
            "service_tier?", Schemas.TEXT,
            "price_version?", Schemas.TEXT,
            "reserved_nano?", Schemas.WHOLE,
            "cost_nano?", Schemas.WHOLE,
            "cost?", Schemas.TEXT,
            "provider_cost_nano?", Schemas.WHOLE,
            "settlement", Schemas.TEXT,
            "no_lines_because?", Schemas.TEXT);

    private static final Map<String, Object> INVARIANT =
            Schemas.object("name", Schemas.TEXT, "holds", Schemas.orNull(Schemas.FLAG), "detail", Schemas.TEXT);

    private static final Map<String, Object> REUSE = Schemas.object(
            "kind", Schemas.oneOf("hit", "stale", "coalesced", "resumed"),
            "of", Schemas.TEXT,
            "saved_cost?", Schemas.TEXT,
            "saved_cost_nano?", Schemas.WHOLE,
            "saved_ms", Schemas.WHOLE,
            "tokens_in", Schemas.WHOLE,
            "tokens_out", Schemas.WHOLE);

    static final Map<String, Object> WHOLE = Schemas.object(
            "id", Schemas.TEXT,
            "created_at", Schemas.TIME,
            "gateway_id", Schemas.TEXT,
            "provider", Schemas.TEXT,
            "model", Schemas.TEXT,
            "price_version?", Schemas.TEXT,
            "priced_by", Schemas.oneOf("client", "unknown", "reused", "nothing_used", "provider", "price_book"),
            "usage_source", Schemas.TEXT,
            "usage", USAGE,
            "service_tier?", Schemas.TEXT,
            "tier_factor?", Schemas.TEXT,
            "custom_cost", Schemas.FLAG,
            "reuse?", REUSE,
            "lines", Schemas.list(LINE),
            "no_lines_because?", Schemas.TEXT,
            "sum_nano?", Schemas.TEXT,
            "rounding_nano?", Schemas.TEXT,
            "total_nano?", Schemas.WHOLE,
            "total?", Schemas.TEXT,
            "provider_cost_nano?", Schemas.WHOLE,
            "provider_cost?", Schemas.TEXT,
            "corrected", Schemas.FLAG,
            "original_cost_nano?", Schemas.WHOLE,
            "original_cost?", Schemas.TEXT,
            "original_price_version?", Schemas.TEXT,
            "attempts", Schemas.list(ATTEMPT),
            "invariants", Schemas.list(INVARIANT),
            "header", Schemas.TEXT);

    private ReceiptShape() {}
}
