package dev.penstock.admin.logs;

import dev.penstock.call.Counted;
import dev.penstock.call.Decision;
import dev.penstock.call.Posting;
import dev.penstock.call.Reuse;
import dev.penstock.json.JsonText;
import dev.penstock.policy.limit.BucketName;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call's whole story, read from its row: what was asked, what was decided, what limits held, what each attempt came to,
 * what was delivered. Times are milliseconds since the call began. Holds no body, no header and no credential.
 */
public final class Story {
    private static final int MICRO_DIGITS = 3;

    private Story() {}

    public static JsonText of(CallRow row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", row.id());
        fields.put("created_at", Instant.ofEpochMilli(row.createdAt()).toString());
        fields.put("account_id", row.scope().account());
        fields.put("gateway_id", row.scope().gateway());
        fields.put("config_revision", row.configRevision());
        put(fields, "price_version", row.priceVersion());
        fields.put("asked", asked(row));
        fields.put("decisions", row.decisions().stream().map(Story::decision).toList());
        fields.put("limits", limits(row));
        Reuse reuse = row.reuse();
        if (reuse != null) {
            fields.put("reuse", reuse(reuse));
        }
        fields.put(
                "attempts",
                row.tries().stream().map(attempt -> attempt(row, attempt)).toList());
        fields.put("delivered", delivered(row));
        fields.put("outcome", outcome(row));
        return JsonText.of(fields);
    }

    private static JsonText asked(CallRow row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("surface", row.surface());
        fields.put("method", row.method());
        fields.put("path", row.path());
        fields.put("provider", row.provider());
        fields.put("model", row.model());
        fields.put("stream", row.stream());
        fields.put("bytes", row.requestSize());
        fields.put("credential", word(row.credential()));
        put(fields, "key_alias", row.keyAlias());
        put(fields, "token_id", row.tokenId());
        put(fields, "session", row.session());
        return JsonText.of(fields);
    }

    private static JsonText decision(Decision decision) {
        return JsonText.object(
                "at_ms", millis(decision.atMicros()),
                "kind", word(decision.kind()),
                "subject", decision.subject(),
                "why", decision.why());
    }

    /** Also what was counted of a call that was given another's answer, which was no attempt. */
    private static List<JsonText> limits(CallRow row) {
        List<JsonText> limits = new ArrayList<>();
        for (AttemptRow attempt : row.attempts()) {
            attempt.postings().forEach(posting -> limits.add(limit(attempt, posting)));
        }
        return limits;
    }

    private static JsonText limit(AttemptRow attempt, Posting posting) {
        BucketName name = BucketName.of(posting.bucket());
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("attempt", attempt.index());
        fields.put("rule", name.rule());
        fields.put("origin", name.origin());
        fields.put("values", name.values());
        fields.put("counts", word(posting.counted()));
        // Of tokens a row does not say how many were held before they were settled.
        put(fields, "reserved", posting.counted() == Counted.COST ? attempt.reservedNano() : null);
        fields.put("settled", posting.amount());
        fields.put("settlement", word(attempt.settlement()));
        return JsonText.of(fields);
    }

    private static JsonText reuse(Reuse reuse) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("kind", word(reuse.kind()));
        fields.put("of", reuse.of());
        putMoney(fields, "saved_cost", reuse.savedNano());
        fields.put("saved_ms", millis(reuse.savedMicros()));
        fields.put("tokens_in", reuse.tokensIn());
        fields.put("tokens_out", reuse.tokensOut());
        return JsonText.of(fields);
    }

    private static JsonText attempt(CallRow row, AttemptRow attempt) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("index", attempt.index());
        fields.put("step", attempt.step());
        fields.put("provider", attempt.provider());
        fields.put("model", attempt.model());
        fields.put("host", attempt.host());
        fields.put("started_ms", millis(attempt.startedMicros()));
        fields.put("duration_ms", millis(attempt.durationMicros()));
        Long firstByte = attempt.firstByteMicros();
        put(fields, "first_byte_ms", firstByte == null ? null : millis(firstByte));
        fields.put("status", attempt.status());
        put(fields, "failure", attempt.failure());
        put(fields, "detail", attempt.detail());
        put(fields, "service_tier", attempt.serviceTier());
        put(fields, "upstream_request_id", attempt.upstreamRequestId());
        put(fields, "tokens_in", attempt.usage().inputTotal());
        put(fields, "tokens_out", attempt.usage().output());
        fields.put("usage_source", word(attempt.usageSource()));
        put(fields, "reserved_nano", attempt.reservedNano());
        putMoney(fields, "cost", attempt.costNano());
        put(fields, "provider_cost_nano", attempt.providerCostNano());
        put(fields, "price_version", attempt.priceVersion());
        fields.put("settlement", word(attempt.settlement()));
        fields.put("charged_because", Charge.why(row, attempt));
        return JsonText.of(fields);
    }

    private static JsonText delivered(CallRow row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("status", row.status());
        fields.put("step", row.step());
        fields.put("bytes", row.responseSize());
        Long firstByte = row.firstByteMicros();
        put(fields, "first_byte_ms", firstByte == null ? null : millis(firstByte));
        fields.put("duration_ms", millis(row.durationMicros()));
        put(fields, "tokens_in", row.tokensIn());
        put(fields, "tokens_out", row.tokensOut());
        return JsonText.of(fields);
    }

    private static JsonText outcome(CallRow row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("outcome", word(row.outcome()));
        fields.put("success", row.success());
        put(fields, "failure", row.failure());
        putMoney(fields, "cost", row.costNano());
        putMoney(fields, "provider_cost", row.providerCostNano());
        CallRow.Original original = row.original();
        if (original != null) {
            putMoney(fields, "original_cost", original.costNano());
            put(fields, "original_price_version", original.priceVersion());
        }
        return JsonText.of(fields);
    }

    private static BigDecimal millis(long micros) {
        return BigDecimal.valueOf(micros, MICRO_DIGITS).stripTrailingZeros();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** In dollars, to read, and exactly. */
    private static void putMoney(Map<String, @Nullable Object> fields, String name, @Nullable Long nano) {
        if (nano != null) {
            fields.put(name, LogView.dollars(nano));
            fields.put(name + "_nano", nano);
        }
    }

    /** What is not known is left out, never 0. */
    private static void put(Map<String, @Nullable Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
