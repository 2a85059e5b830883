package dev.penstock.admin.logs;

import dev.penstock.admin.Schemas;
import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.record.LoggedCall;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A logged call as the API shows it: Cloudflare's fields under their names and units, and ours beside them. */
final class LogView {
    private static final Map<String, Object> USAGE = Schemas.object(
            "input?", Schemas.WHOLE,
            "cache_read?", Schemas.WHOLE,
            "cache_write_5m?", Schemas.WHOLE,
            "cache_write_1h?", Schemas.WHOLE,
            "output?", Schemas.WHOLE,
            "output_reasoning?", Schemas.WHOLE,
            "input_audio?", Schemas.WHOLE,
            "output_audio?", Schemas.WHOLE,
            "input_image?", Schemas.WHOLE,
            "output_image?", Schemas.WHOLE);

    private static final Map<String, Object> REUSE = Schemas.object(
            "kind", Schemas.oneOf("hit", "stale", "coalesced", "resumed"),
            "of", Schemas.TEXT,
            "saved_cost?", Schemas.NUMBER,
            "saved_cost_nano?", Schemas.WHOLE,
            "saved_ms", Schemas.WHOLE,
            "tokens_in", Schemas.WHOLE,
            "tokens_out", Schemas.WHOLE);

    private static final Object[] ENTRY = {
        "id", Schemas.TEXT,
        "created_at", Schemas.TIME,
        "provider", Schemas.TEXT,
        "model", Schemas.TEXT,
        "path", Schemas.TEXT,
        "success", Schemas.FLAG,
        "cached", Schemas.FLAG,
        "duration", Schemas.WHOLE,
        "tokens_in", Schemas.orNull(Schemas.WHOLE),
        "tokens_out", Schemas.orNull(Schemas.WHOLE),
        "status_code", Schemas.WHOLE,
        "step", Schemas.WHOLE,
        "custom_cost", Schemas.FLAG,
        "request_type", Schemas.TEXT,
        "cost?", Schemas.NUMBER,
        "metadata?", Schemas.ANY,
        "model_type?", Schemas.TEXT,
        "request_content_type?", Schemas.TEXT,
        "response_content_type?", Schemas.TEXT,
        "event_id", Schemas.TEXT,
        "user_agent?", Schemas.TEXT,
        "feedback?", Schemas.WHOLE,
        "score?", Schemas.NUMBER,
        "authentication", Schemas.FLAG,
        "byok", Schemas.FLAG,
        "wholesale", Schemas.FLAG,
        "dlp_action?", Schemas.TEXT,
        "gateway_id", Schemas.TEXT,
        "outcome", Schemas.TEXT,
        "failure?", Schemas.TEXT,
        "stream", Schemas.FLAG,
        "reuse?", REUSE,
        "cost_nano?", Schemas.WHOLE,
        "provider_cost_nano?", Schemas.WHOLE,
        "price_version?", Schemas.TEXT,
        "original_cost?", Schemas.NUMBER,
        "original_cost_nano?", Schemas.WHOLE,
        "original_price_version?", Schemas.TEXT,
        "usage", USAGE,
        "usage_source", Schemas.TEXT,
        "first_byte_micros?", Schemas.WHOLE,
        "duration_micros", Schemas.WHOLE,
        "credential", Schemas.TEXT,
        "key_alias?", Schemas.TEXT,
        "token_id?", Schemas.TEXT,
        "config_revision", Schemas.WHOLE,
        "attempt_count", Schemas.WHOLE
    };

    private static final Map<String, Object> ATTEMPT = Schemas.object(
            "index", Schemas.WHOLE,
            "step", Schemas.WHOLE,
            "provider", Schemas.TEXT,
            "model", Schemas.TEXT,
            "host", Schemas.TEXT,
            "status", Schemas.WHOLE,
            "failure?", Schemas.TEXT,
            "detail?", Schemas.TEXT,
            "started_micros", Schemas.WHOLE,
            "duration_micros", Schemas.WHOLE,
            "first_byte_micros?", Schemas.WHOLE,
            "usage", USAGE,
            "usage_source", Schemas.TEXT,
            "cost_nano?", Schemas.WHOLE,
            "price_version?", Schemas.TEXT,
            "upstream_request_id?", Schemas.TEXT);

    static final Map<String, Object> LISTED = Schemas.object(ENTRY);
    static final Map<String, Object> WHOLE = Schemas.object(concat(
            ENTRY,
            "request_head",
            Schemas.TEXT,
            "request_head_complete",
            Schemas.FLAG,
            "request_size",
            Schemas.WHOLE,
            "response_head",
            Schemas.TEXT,
            "response_head_complete",
            Schemas.FLAG,
            "response_size",
            Schemas.WHOLE,
            "request_id",
            Schemas.TEXT,
            "method",
            Schemas.TEXT,
            "has_request_body",
            Schemas.FLAG,
            "has_response_body",
            Schemas.FLAG,
            "request_body_complete?",
            Schemas.FLAG,
            "response_body_complete?",
            Schemas.FLAG,
            "attempts",
            Schemas.list(ATTEMPT)));

    private LogView() {}

    private static Object[] concat(Object[] first, Object... more) {
        Object[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    static JsonText listed(LoggedCall call) {
        return JsonText.of(entry(call));
    }

    static JsonText whole(LoggedCall call) {
        CallRow row = call.row();
        CallRow.Bodies bodies = row.bodies();
        Map<String, @Nullable Object> fields = entry(call);
        fields.put("request_head", row.requestHead());
        fields.put("request_head_complete", true);
        fields.put("request_size", row.requestSize());
        fields.put("response_head", row.responseHead());
        fields.put("response_head_complete", true);
        fields.put("response_size", row.responseSize());
        fields.put("request_id", row.requestId());
        fields.put("method", row.method());
        fields.put("has_request_body", bodies != null && bodies.request().length > 0);
        fields.put("has_response_body", bodies != null && bodies.response().length > 0);
        if (bodies != null) {
            fields.put("request_body_complete", bodies.requestComplete());
            fields.put("response_body_complete", bodies.responseComplete());
        }
        fields.put("attempts", row.tries().stream().map(LogView::attempt).toList());
        return JsonText.of(fields);
    }

    private static Map<String, @Nullable Object> entry(LoggedCall call) {
        CallRow row = call.row();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        theirs(call, fields);
        fields.put("gateway_id", row.scope().gateway());
        fields.put("outcome", row.outcome().name().toLowerCase(Locale.ROOT));
        put(fields, "failure", row.failure());
        fields.put("stream", row.stream());
        put(fields, "reuse", row.reuse() == null ? null : reuse(row.reuse()));
        put(fields, "cost_nano", row.costNano());
        put(fields, "provider_cost_nano", row.providerCostNano());
        put(fields, "price_version", row.priceVersion());
        CallRow.Original original = row.original();
        if (original != null) {
            put(fields, "original_cost", original.costNano() == null ? null : dollars(original.costNano()));
            put(fields, "original_cost_nano", original.costNano());
            put(fields, "original_price_version", original.priceVersion());
        }
        fields.put("usage", usage(row.usage()));
        fields.put("usage_source", row.usageSource().name().toLowerCase(Locale.ROOT));
        put(fields, "first_byte_micros", row.firstByteMicros());
        fields.put("duration_micros", row.durationMicros());
        fields.put("credential", row.credential().name().toLowerCase(Locale.ROOT));
        put(fields, "key_alias", row.keyAlias());
        put(fields, "token_id", row.tokenId());
        fields.put("config_revision", row.configRevision());
        fields.put("attempt_count", row.tries().size());
        return fields;
    }

    private static void theirs(LoggedCall call, Map<String, @Nullable Object> fields) {
        CallRow row = call.row();
        fields.put("id", row.id());
        fields.put("created_at", Instant.ofEpochMilli(row.createdAt()).toString());
        fields.put("provider", row.provider());
        fields.put("model", row.model());
        fields.put("path", row.path());
        fields.put("success", row.success());
        fields.put("cached", row.cached());
        fields.put("duration", row.durationMicros() / 1_000);
        fields.put("tokens_in", row.tokensIn());
        fields.put("tokens_out", row.tokensOut());
        fields.put("status_code", row.status());
        fields.put("step", row.step());
        fields.put("custom_cost", row.customCost());
        fields.put("request_type", row.surface());
        put(fields, "cost", row.costNano() == null ? null : dollars(row.costNano()));
        put(fields, "metadata", metadata(row.metadata()));
        put(fields, "model_type", row.modelType());
        put(fields, "request_content_type", row.requestContentType());
        put(fields, "response_content_type", row.responseContentType());
        fields.put("event_id", row.eventId());
        put(fields, "user_agent", row.userAgent());
        put(fields, "feedback", call.feedback());
        put(fields, "score", call.score() == null ? null : BigDecimal.valueOf(call.score()));
        fields.put("authentication", row.authentication());
        fields.put("byok", row.byok());
        fields.put("wholesale", row.wholesale());
        put(fields, "dlp_action", row.dlpAction());
    }

    /** Exact: nothing is rounded. */
    static BigDecimal dollars(long nano) {
        return BigDecimal.valueOf(nano, 9).stripTrailingZeros();
    }

    /** An object, as Cloudflare answers though its types say text. */
    private static @Nullable JsonText metadata(@Nullable String kept) {
        if (kept == null) {
            return null;
        }
        try {
            return new JsonText(JsonTree.read(kept).toString());
        } catch (JsonMalformed damaged) {
            return null;
        }
    }

    private static JsonText reuse(Reuse reuse) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("kind", reuse.kind().name().toLowerCase(Locale.ROOT));
        fields.put("of", reuse.of());
        put(fields, "saved_cost", reuse.savedNano() == null ? null : dollars(reuse.savedNano()));
        put(fields, "saved_cost_nano", reuse.savedNano());
        fields.put("saved_ms", reuse.savedMicros() / 1_000);
        fields.put("tokens_in", reuse.tokensIn());
        fields.put("tokens_out", reuse.tokensOut());
        return JsonText.of(fields);
    }

    private static JsonText attempt(AttemptRow attempt) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("index", attempt.index());
        fields.put("step", attempt.step());
        fields.put("provider", attempt.provider());
        fields.put("model", attempt.model());
        fields.put("host", attempt.host());
        fields.put("status", attempt.status());
        put(fields, "failure", attempt.failure());
        put(fields, "detail", attempt.detail());
        fields.put("started_micros", attempt.startedMicros());
        fields.put("duration_micros", attempt.durationMicros());
        put(fields, "first_byte_micros", attempt.firstByteMicros());
        fields.put("usage", usage(attempt.usage()));
        fields.put("usage_source", attempt.usageSource().name().toLowerCase(Locale.ROOT));
        put(fields, "cost_nano", attempt.costNano());
        put(fields, "price_version", attempt.priceVersion());
        put(fields, "upstream_request_id", attempt.upstreamRequestId());
        return JsonText.of(fields);
    }

    private static JsonText usage(Usage usage) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        put(fields, "input", usage.input());
        put(fields, "cache_read", usage.cacheRead());
        put(fields, "cache_write_5m", usage.cacheWrite5m());
        put(fields, "cache_write_1h", usage.cacheWrite1h());
        put(fields, "output", usage.output());
        put(fields, "output_reasoning", usage.outputReasoning());
        put(fields, "input_audio", usage.inputAudio());
        put(fields, "output_audio", usage.outputAudio());
        put(fields, "input_image", usage.inputImage());
        put(fields, "output_image", usage.outputImage());
        return JsonText.of(fields);
    }

    /** What is not known is left out, never 0. */
    private static void put(Map<String, @Nullable Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
