package dev.penstock.record;

import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A call as one line of JSON: the fields of Cloudflare's log entries under their names (cost in dollars as an exact
 * decimal, duration in milliseconds, tokens_in with cached tokens), and ours beside them.
 */
public final class LogJson {
    private LogJson() {}

    public static String of(CallRow row) {
        JsonText json = new JsonText().open('{');
        theirs(row, json);
        ours(row, json);
        bodies(row, json);
        return json.close('}').toString();
    }

    private static void theirs(CallRow row, JsonText json) {
        json.field("id", row.id())
                .field("created_at", Instant.ofEpochMilli(row.createdAt()).toString())
                .field("provider", row.provider())
                .field("model", row.model())
                .field("path", row.path())
                .field("success", row.success())
                .field("status_code", (long) row.status())
                .field("cached", row.cached())
                .field("duration", (Long) (row.durationMicros() / 1_000))
                .field("tokens_in", row.tokensIn())
                .field("tokens_out", row.tokensOut())
                .bare("cost", row.costNano() == null ? "null" : LogLine.cost(row.costNano()))
                .field("custom_cost", row.customCost())
                .field("step", (long) row.step())
                .field("model_type", row.modelType())
                .field("request_type", row.surface())
                .field("authentication", row.authentication())
                .field("byok", row.byok())
                .field("wholesale", row.wholesale())
                .field("metadata", row.metadata())
                .field("request_content_type", row.requestContentType())
                .field("response_content_type", row.responseContentType())
                .field("request_head", row.requestHead())
                .field("response_head", row.responseHead())
                .field("request_size", (Long) row.requestSize())
                .field("response_size", (Long) row.responseSize());
    }

    private static void ours(CallRow row, JsonText json) {
        json.field("account", row.scope().account())
                .field("gateway", row.scope().gateway())
                .field("event_id", row.eventId())
                .field("request_id", row.requestId())
                .field("surface", row.surface())
                .field("method", row.method())
                .field("outcome", row.outcome().name().toLowerCase(Locale.ROOT))
                .field("failure", row.failure())
                .field("stream", row.stream())
                .field("duration_micros", (Long) row.durationMicros())
                .field("first_byte_micros", row.firstByteMicros())
                .field("cost_nano", row.costNano())
                .field("provider_cost_nano", row.providerCostNano())
                .field("price_version", row.priceVersion())
                .field("usage_source", row.usageSource().name().toLowerCase(Locale.ROOT))
                .field("user_agent", row.userAgent())
                .field("token_id", row.tokenId())
                .field("key_alias", row.keyAlias())
                .field("credential", row.credential().name().toLowerCase(Locale.ROOT))
                .field("dlp_action", row.dlpAction())
                .field("config_revision", (Long) row.configRevision());
        CallRow.Original original = row.original();
        if (original != null) {
            Long cost = original.costNano();
            json.bare("original_cost", cost == null ? "null" : LogLine.cost(cost))
                    .field("original_price_version", original.priceVersion());
        }
        reuse(row.reuse(), json);
        usage(row.usage(), json);
        json.open("attempts", '[');
        row.tries().forEach(attempt -> attempt(attempt, json));
        json.close(']');
    }

    private static void reuse(@Nullable Reuse reuse, JsonText json) {
        if (reuse == null) {
            return;
        }
        Long cost = reuse.savedNano();
        json.open("reuse", '{')
                .field("kind", reuse.kind().name().toLowerCase(Locale.ROOT))
                .field("of", reuse.of())
                .bare("saved_cost", cost == null ? "null" : LogLine.cost(cost))
                .field("saved_cost_nano", cost)
                .field("saved_ms", (Long) (reuse.savedMicros() / 1_000))
                .field("tokens_in", (Long) reuse.tokensIn())
                .field("tokens_out", (Long) reuse.tokensOut())
                .close('}');
    }

    private static void usage(Usage usage, JsonText json) {
        json.open("usage", '{')
                .field("input", usage.input())
                .field("cache_read", usage.cacheRead())
                .field("cache_write_5m", usage.cacheWrite5m())
                .field("cache_write_1h", usage.cacheWrite1h())
                .field("output", usage.output())
                .field("output_reasoning", usage.outputReasoning())
                .field("input_audio", usage.inputAudio())
                .field("input_image", usage.inputImage())
                .field("input_tool_prompt", usage.inputToolPrompt())
                .field("output_audio", usage.outputAudio())
                .field("output_image", usage.outputImage());
        json.open("server_tools", '{');
        usage.serverTools().forEach(json::field);
        json.close('}');
        json.field(
                        "reported_cost_nano",
                        usage.reportedCost() == null
                                ? null
                                : (Long) usage.reportedCost().amount())
                .close('}');
    }

    private static void attempt(AttemptRow attempt, JsonText json) {
        json.open('{')
                .field("index", (long) attempt.index())
                .field("step", (long) attempt.step())
                .field("provider", attempt.provider())
                .field("model", attempt.model())
                .field("host", attempt.host())
                .field("status", (long) attempt.status())
                .field("failure", attempt.failure())
                .field("detail", attempt.detail())
                .field("started_micros", (Long) attempt.startedMicros())
                .field("duration_micros", (Long) attempt.durationMicros())
                .field("first_byte_micros", attempt.firstByteMicros())
                .field("usage_source", attempt.usageSource().name().toLowerCase(Locale.ROOT))
                .field("cost_nano", attempt.costNano())
                .field("price_version", attempt.priceVersion())
                .field("upstream_request_id", attempt.upstreamRequestId());
        usage(attempt.usage(), json);
        json.close('}');
    }

    /** Bodies as text; bytes that are no UTF-8 come out as U+FFFD. */
    private static void bodies(CallRow row, JsonText json) {
        CallRow.Bodies bodies = row.bodies();
        if (bodies == null) {
            return;
        }
        json.field("request_complete", bodies.requestComplete())
                .field("request", new String(bodies.request(), StandardCharsets.UTF_8))
                .field("response_complete", bodies.responseComplete())
                .field("response", new String(bodies.response(), StandardCharsets.UTF_8));
    }
}
