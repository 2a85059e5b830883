package dev.penstock.admin.prices;

import dev.penstock.call.CostLine;
import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.json.JsonText;
import dev.penstock.meter.Bill;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.record.ReceiptLine;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a call cost and why, line by line, from the tokens its row stores and the prices it names. */
public final class Receipt {
    /** JSON schema of {@link #of}. */
    public static final Map<String, Object> SHAPE = ReceiptShape.WHOLE;

    private static final int NANO_DIGITS = 9;

    private final CallRow row;
    private final List<Billed> billed = new ArrayList<>();

    private Receipt(CallRow row, PriceShelf shelf) {
        this.row = row;
        row.tries().forEach(attempt -> billed.add(Billed.of(row, attempt, shelf)));
    }

    public static JsonText of(CallRow row, PriceShelf shelf) {
        return new Receipt(row, shelf).json();
    }

    private JsonText json() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", row.id());
        fields.put("created_at", Instant.ofEpochMilli(row.createdAt()).toString());
        fields.put("gateway_id", row.scope().gateway());
        fields.put("provider", row.provider());
        fields.put("model", row.model());
        put(fields, "price_version", row.priceVersion());
        fields.put("priced_by", pricedBy());
        fields.put("usage_source", word(row.usageSource()));
        fields.put("usage", usage(row.usage()));
        Optional<Billed> served =
                billed.stream().filter(one -> one.bill().isPresent()).reduce((a, b) -> b);
        put(fields, "service_tier", tier());
        put(fields, "tier_factor", served.map(Billed::factor).orElse(null));
        fields.put("custom_cost", row.customCost());
        put(fields, "reuse", row.reuse() == null ? null : reuse(row.reuse()));
        money(fields);
        put(fields, "provider_cost_nano", row.providerCostNano());
        put(fields, "provider_cost", dollars(row.providerCostNano()));
        CallRow.Original original = row.original();
        fields.put("corrected", original != null);
        if (original != null) {
            put(fields, "original_cost_nano", original.costNano());
            put(fields, "original_cost", dollars(original.costNano()));
            put(fields, "original_price_version", original.priceVersion());
        }
        fields.put("attempts", billed.stream().map(this::attempt).toList());
        fields.put("invariants", Invariants.of(row, billed));
        fields.put("header", ReceiptLine.of(row, complete() ? lines() : List.of()));
        return JsonText.of(fields);
    }

    private void money(Map<String, @Nullable Object> fields) {
        List<JsonText> lines = new ArrayList<>();
        for (Billed one : billed) {
            one.lines().forEach(line -> lines.add(line(one.attempt().index(), line)));
            if (one.bill().map(Bill::reported).orElse(false)) {
                lines.add(lump("reported_by_provider", one.bill().orElseThrow().nano()));
            }
        }
        Long cost = row.costNano();
        if (row.customCost() && cost != null) {
            lines.add(lump("custom", cost));
        }
        fields.put("lines", lines);
        put(fields, "no_lines_because", noLines());
        if (cost != null && complete()) {
            Exact sum = row.customCost() ? Exact.of(cost) : sum();
            fields.put("sum_nano", sum.text());
            fields.put("rounding_nano", Exact.of(cost).minus(sum).text());
        }
        put(fields, "total_nano", cost);
        put(fields, "total", dollars(cost));
    }

    private Exact sum() {
        Exact sum = Exact.ZERO;
        for (Billed one : billed) {
            sum = sum.plus(one.sum());
        }
        return sum;
    }

    private List<CostLine> lines() {
        return billed.stream().flatMap(one -> one.lines().stream()).toList();
    }

    /** Whether every attempt that cost something says how. */
    private boolean complete() {
        boolean unknown = billed.isEmpty() && Usage.orZero(row.costNano()) != 0;
        return row.customCost() || (!unknown && billed.stream().allMatch(Billed::isExplained));
    }

    private @Nullable String noLines() {
        Reuse reuse = row.reuse();
        if (reuse != null) {
            return because(reuse);
        }
        return row.customCost()
                ? "The client set the cost itself, with the header cf-aig-custom-cost"
                : billed.stream()
                        .flatMap(one -> one.because().stream())
                        .findFirst()
                        .orElse(null);
    }

    private static String because(Reuse reuse) {
        String answered = switch (reuse.kind()) {
            case HIT -> "The cache answered with what call ";
            case STALE -> "The providers failed, and the cache answered with what call ";
            case COALESCED -> "An identical call was under way, and this one was answered with what call ";
            case RESUMED -> "A lost stream was taken up again: the rest of what call ";
        };
        String cost = reuse.savedNano() == null
                ? "at a cost that is not known"
                : "for " + dollars(reuse.savedNano()) + " USD";
        return answered + reuse.of() + " brought " + cost + "; nothing was charged";
    }

    private String pricedBy() {
        if (row.reuse() != null) {
            return "reused";
        }
        if (row.customCost()) {
            return "client";
        }
        if (row.costNano() == null) {
            return "unknown";
        }
        if (row.usageSource() == UsageSource.NONE) {
            return "nothing_used";
        }
        boolean reported =
                billed.stream().anyMatch(one -> one.bill().map(Bill::reported).orElse(false));
        return reported ? "provider" : "price_book";
    }

    private @Nullable String tier() {
        return row.tries().stream()
                .map(AttemptRow::serviceTier)
                .filter(tier -> tier != null)
                .reduce((first, last) -> last)
                .orElse(null);
    }

    private static JsonText line(int attempt, CostLine line) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("attempt", attempt);
        fields.put("kind", line.kind());
        fields.put("units", line.units());
        fields.put("price_per_million", dollars(line.nanoPerMillion()));
        fields.put("price_nano_per_million", line.nanoPerMillion());
        if (line.factor() != line.denominator()) {
            fields.put("tier_factor", line.factor() + (line.denominator() == 1 ? "" : "/" + line.denominator()));
        }
        fields.put("amount_nano", Exact.of(line).text());
        return JsonText.of(fields);
    }

    private static JsonText lump(String kind, long nano) {
        return JsonText.object("kind", kind, "units", 1, "amount_nano", Long.toString(nano));
    }

    private static JsonText reuse(Reuse reuse) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("kind", word(reuse.kind()));
        fields.put("of", reuse.of());
        put(fields, "saved_cost", dollars(reuse.savedNano()));
        put(fields, "saved_cost_nano", reuse.savedNano());
        fields.put("saved_ms", reuse.savedMicros() / 1_000);
        fields.put("tokens_in", reuse.tokensIn());
        fields.put("tokens_out", reuse.tokensOut());
        return JsonText.of(fields);
    }

    private JsonText attempt(Billed one) {
        AttemptRow attempt = one.attempt();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("index", attempt.index());
        fields.put("provider", attempt.provider());
        fields.put("model", attempt.model());
        fields.put("status", attempt.status());
        put(fields, "failure", attempt.failure());
        fields.put("usage_source", word(attempt.usageSource()));
        fields.put("usage", usage(attempt.usage()));
        put(fields, "service_tier", attempt.serviceTier());
        put(fields, "price_version", attempt.priceVersion());
        put(fields, "reserved_nano", attempt.reservedNano());
        put(fields, "cost_nano", attempt.costNano());
        put(fields, "cost", dollars(attempt.costNano()));
        put(fields, "provider_cost_nano", attempt.providerCostNano());
        fields.put("settlement", word(attempt.settlement()));
        put(fields, "no_lines_because", one.because().orElse(null));
        return JsonText.of(fields);
    }

    private static JsonText usage(Usage usage) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        put(fields, "input_total", usage.inputTotal());
        put(fields, "input", usage.input());
        put(fields, "cache_read", usage.cacheRead());
        put(fields, "cache_write_5m", usage.cacheWrite5m());
        put(fields, "cache_write_1h", usage.cacheWrite1h());
        put(fields, "output", usage.output());
        put(fields, "output_reasoning", usage.outputReasoning());
        put(fields, "input_audio", usage.inputAudio());
        put(fields, "input_image", usage.inputImage());
        put(fields, "output_audio", usage.outputAudio());
        put(fields, "output_image", usage.outputImage());
        if (!usage.serverTools().isEmpty()) {
            fields.put("server_tools", usage.serverTools());
        }
        return JsonText.of(fields);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Exact, and a text: no reader can make a float of it unawares. */
    private static @Nullable String dollars(@Nullable Long nano) {
        return nano == null
                ? null
                : BigDecimal.valueOf(nano, NANO_DIGITS).stripTrailingZeros().toPlainString();
    }

    private static void put(Map<String, @Nullable Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
